package dev.crema.ledger.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the sources that a bug is planted in, with the bug in them. */
final class Planting {
    private static final Path LEDGER = Path.of("src", "main", "java", "dev", "crema", "ledger");
    private static final Path CORE = Path.of("..", "payment-core", "src", "main", "java", "dev", "crema", "ledger");

    private Planting() {}

    /** The class path of this process, which a runner of tests may keep apart. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Returns the folder, in which are the classes that are other than they should be. */
    static Path compile(PlantedBug bug, Path folder) throws IOException {
        Map<String, String> changed = new LinkedHashMap<>();
        for (PlantedBug.Change change : bug.changes()) {
            String source = changed.containsKey(change.source())
                    ? changed.get(change.source())
                    : Files.readString(source(change.source())).replace("\r\n", "\n");
            changed.put(change.source(), changed(source, change, bug));
        }
        List<JavaFileObject> sources = new ArrayList<>();
        changed.forEach((name, text) -> sources.add(new Source(name, text)));
        compile(sources, folder, bug);
        return folder;
    }

    /** From the module's own folder, where tests run, or from the project's. */
    private static Path source(String name) {
        Path module = Files.isDirectory(LEDGER) ? Path.of("") : Path.of("payment-ledger");
        Path folder = name.startsWith("../") ? CORE : LEDGER;
        return module.resolve(folder).resolve(name).normalize();
    }

    private static String changed(String source, PlantedBug.Change change, PlantedBug bug) {
        int at = source.indexOf(change.text());
        assertThat(at)
                .as(
                        "%s no longer has this text; plant the bug anew where its code went (%s): %s",
                        change.source(), bug, change.text())
                .isNotNegative();
        assertThat(source.indexOf(change.text(), at + 1))
                .as("%s has this text more than once; give more of it: %s", change.source(), change.text())
                .isNegative();
        return source.replace(change.text(), change.instead());
    }

    private static void compile(List<JavaFileObject> sources, Path folder, PlantedBug bug) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options =
                List.of("-classpath", classPath(), "-d", folder.toString(), "-proc:none", "-nowarn", "-parameters");
        boolean compiles =
                compiler.getTask(said, null, null, options, null, sources).call();
        assertThat(compiles).as("%s does not compile: %s", bug, said).isTrue();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///dev/crema/ledger/" + name).normalize(), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
