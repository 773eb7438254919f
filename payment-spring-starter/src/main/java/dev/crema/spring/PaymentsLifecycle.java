package dev.crema.spring;

import dev.crema.Payments;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Lets the work begin when everything else has started, and end it before anything else stops: what a worker is in the
 * middle of needs the listeners' beans and the database until it is done. An application that merely pauses claims no
 * new work until it goes on.
 */
final class PaymentsLifecycle implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {
    private final ApplicationContext application;
    private final WorkGate gate;
    private final Payments payments;
    private volatile boolean running;
    private volatile boolean closing;

    PaymentsLifecycle(ApplicationContext application, WorkGate gate, Payments payments) {
        this.application = application;
        this.gate = gate;
        this.payments = payments;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void start() {
        gate.open();
        running = true;
    }

    /** Comes before the stop, and only if it is for good. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        closing |= event.getApplicationContext() == application;
    }

    @Override
    public void stop() {
        gate.shut();
        if (closing) {
            payments.close();
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
