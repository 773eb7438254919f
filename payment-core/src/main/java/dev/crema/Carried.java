package dev.crema;

import dev.crema.context.BusinessContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The context of what the calling thread does right now: for what is stored, and in the log's MDC. It is put there
 * around a piece of work and taken away again, whatever the host had there before being restored.
 */
final class Carried {
    /** Under these names hosts have their trace ids in the log as a rule. */
    private static final List<String> TRACES =
            List.of("traceId", "spanId", "trace_id", "span_id", "traceparent", "X-B3-TraceId", "requestId");

    private static final ThreadLocal<@Nullable BusinessContext> CURRENT = new ThreadLocal<>();

    private Carried() {}

    /** The context of the present work, or what the log knows of the caller. */
    static BusinessContext now() {
        BusinessContext current = CURRENT.get();
        return current == null ? traced() : current;
    }

    private static BusinessContext traced() {
        BusinessContext context = BusinessContext.NONE;
        for (String name : TRACES) {
            String value = MDC.get(name);
            if (value != null && BusinessContext.isTrace(name, value)) {
                context = context.trace(name, value);
            }
        }
        return context;
    }

    /** Does the work within the context. */
    static <T> T with(BusinessContext context, Supplier<T> work) {
        BusinessContext before = CURRENT.get();
        Map<String, @Nullable String> shown = new HashMap<>();
        context.fields().forEach((name, value) -> {
            shown.put(name, MDC.get(name));
            MDC.put(name, value);
        });
        CURRENT.set(context);
        try {
            return work.get();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
            shown.forEach(Carried::restore);
        }
    }

    private static void restore(String name, @Nullable String before) {
        if (before == null) {
            MDC.remove(name);
        } else {
            MDC.put(name, before);
        }
    }
}
