package dev.crema.ledger.planted;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.crema.ledger.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests against the library with some of its classes replaced, on one kind of database and with one seed. */
final class TestsOnPlantedCode {
    private static final int LONGEST_SECONDS = 120;
    private static final Map<String, String> SETTINGS =
            Map.of("crema.seed", "7", "crema.steps", "250", "crema.simulation.seeds", "25");

    private TestsOnPlantedCode() {}

    /**
     * The first test that fails, with its reason, if one does. One that does not come to an end has failed too.
     *
     * @param planted classes that take the place of the library's own
     * @param kind the database that tests run on which run on each; the others are the same everywhere
     */
    static Optional<String> firstFailure(Path planted, List<String> tests, TestDatabase.Kind kind) {
        kind.create().close(); // its server outlives the classes that are loaded here
        FutureTask<Optional<String>> run = new FutureTask<>(() -> run(new Replacing(planted), tests));
        Thread thread = new Thread(run, "planted");
        thread.setDaemon(true);
        Properties before = new Properties();
        before.putAll(System.getProperties());
        SETTINGS.forEach(System::setProperty);
        System.setProperty("crema.test.databases", kind.name());
        thread.start();
        try {
            return run.get(LONGEST_SECONDS * (long) tests.size(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return Optional.of(tests + ", which did not come to an end");
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the tests could not be run", e);
        } finally {
            System.setProperties(before);
        }
    }

    private static Optional<String> run(ClassLoader loader, List<String> tests) throws ClassNotFoundException {
        Thread.currentThread().setContextClassLoader(loader);
        Failures failures = new Failures();
        for (String test : tests) {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(method(loader, test))
                    .filters(EngineFilter.includeEngines("junit-jupiter"))
                    .build();
            LauncherFactory.create().execute(request, failures);
            if (failures.first != null) {
                break;
            }
        }
        if (failures.first == null && failures.tests < tests.size()) {
            throw new IllegalStateException("ran " + failures.tests + " tests of " + tests);
        }
        return Optional.ofNullable(failures.first);
    }

    private static DiscoverySelector method(ClassLoader loader, String test) throws ClassNotFoundException {
        List<String> names = List.of(test.split("#", -1));
        Class<?> type = Class.forName("dev.crema.ledger." + names.get(0), false, loader);
        Method method = Arrays.stream(type.getDeclaredMethods())
                .filter(it -> it.getName().equals(names.get(1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no test " + test));
        return selectMethod(type, method);
    }

    private static final class Failures implements TestExecutionListener {
        int tests;

        @org.jspecify.annotations.Nullable
        String first;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            tests += test.isTest() ? 1 : 0;
            if (first == null && result.getStatus() == TestExecutionResult.Status.FAILED) {
                String reason = result.getThrowable().map(Throwable::toString).orElse("");
                first = test.getLegacyReportingName() + ": "
                        + reason.lines()
                                .filter(line -> !line.isBlank())
                                .limit(3)
                                .toList();
            }
        }
    }

    /** Loads the library and its tests anew, and of them the planted classes from their folder. */
    private static final class Replacing extends ClassLoader {
        private final Path planted;

        Replacing(Path planted) {
            super(TestsOnPlantedCode.class.getClassLoader());
            this.planted = planted;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.crema.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream plain = getParent().getResourceAsStream(file)) {
                Path replaced = planted.resolve(file);
                if (plain == null && !Files.exists(replaced)) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = Files.exists(replaced) ? Files.readAllBytes(replaced) : plain.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
