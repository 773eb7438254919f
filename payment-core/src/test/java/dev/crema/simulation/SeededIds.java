package dev.crema.simulation;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.Random;

/**
 * Makes ids depend on the seed: on the thread that asks for it, every {@link SecureRandom} that is made afterwards draws
 * from the seed. All other threads of the process are as random as before. For tests only.
 */
public final class SeededIds implements AutoCloseable {
    private static final ThreadLocal<Random> SEEDED = new ThreadLocal<>();
    private static final SecureRandom REAL = new SecureRandom();
    private static final String NAME = "CremaSimulation";

    private SeededIds() {}

    /** From now on, on this thread, until it is closed. */
    public static SeededIds from(long seed) {
        synchronized (SeededIds.class) {
            Provider present = Security.getProvider(NAME);
            if (!(present instanceof Seeded)) { // or of another class loader, whose threads are not these
                Security.removeProvider(NAME);
                Security.insertProviderAt(new Seeded(), 1);
            }
        }
        SEEDED.set(new Random(seed));
        return new SeededIds();
    }

    @Override
    public void close() {
        SEEDED.remove();
    }

    private static final class Seeded extends Provider {
        private static final long serialVersionUID = 1;

        Seeded() {
            super(NAME, "1", "seeded numbers on threads that simulate, random ones elsewhere");
            putService(new Service(this, "SecureRandom", NAME, Numbers.class.getName(), null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    return new Numbers();
                }
            });
        }
    }

    private static final class Numbers extends SecureRandomSpi {
        private static final long serialVersionUID = 1;

        @Override
        protected void engineSetSeed(byte[] seed) {
            // The seed of the simulation is the only one.
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            Random seeded = SEEDED.get();
            if (seeded == null) {
                REAL.nextBytes(bytes);
            } else {
                seeded.nextBytes(bytes);
            }
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            byte[] bytes = new byte[count];
            engineNextBytes(bytes);
            return bytes;
        }
    }
}
