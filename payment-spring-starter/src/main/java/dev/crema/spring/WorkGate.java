package dev.crema.spring;

import dev.crema.books.PaymentBooks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Stands between the workers and the books: while it is shut, nothing is due. {@link dev.crema.Payments} start their
 * workers when they are made, and they are made early, for other beans need them; but no money should move for an
 * application that may yet fail to start, and no event be delivered before its listeners are known.
 */
final class WorkGate {
    private volatile boolean open;

    void open() {
        open = true;
    }

    void shut() {
        open = false;
    }

    /** The books as they are, but with nothing due while the gate is shut. */
    PaymentBooks before(PaymentBooks books) {
        return (PaymentBooks) Proxy.newProxyInstance(
                PaymentBooks.class.getClassLoader(),
                new Class<?>[] {PaymentBooks.class},
                (proxy, method, arguments) -> {
                    // Only the workers ask for whatever is due; a caller claims its own payment, and gets it at once.
                    if (!open && method.getName().startsWith("claim") && method.getReturnType() == List.class) {
                        return List.of();
                    }
                    try {
                        return method.invoke(books, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}
