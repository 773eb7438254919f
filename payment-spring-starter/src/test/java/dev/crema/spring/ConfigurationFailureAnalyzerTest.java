package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.failure.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ConfigurationFailureAnalyzerTest {
    /** As the README shows it. */
    private static final String REPORT = """
            Description:

            Crema refuses to start.

            crema.channels.main.type: "sandbx" is no type of channel here

            Action:

            Give one of balance, sandbox, or add the jar that offers the type you mean.
            """;

    private static FailureAnalysis analysis(String message) {
        return new ConfigurationFailureAnalyzer()
                .analyze(new BeanCreationException("cremaPayments", "it failed", new ConfigurationException(message)));
    }

    @Test
    void theProblemIsDescribedAndTheRemedyIsTheAction() {
        FailureAnalysis analysis = analysis("crema.workers: -1 is negative; give 0 or more threads");

        assertThat(analysis.getDescription()).isEqualTo("Crema refuses to start.\n\ncrema.workers: -1 is negative");
        assertThat(analysis.getAction())
                .isEqualTo(
                        "Give 0 or more threads.\n\nTo run the application without payments, set crema.enabled=false.");
    }

    @Test
    void aMessageWithoutASeparateRemedyIsShownWhole() {
        FailureAnalysis analysis = analysis("channel name \"X\": give 1 to 32 letters");

        assertThat(analysis.getDescription()).endsWith("channel name \"X\": give 1 to 32 letters");
        assertThat(analysis.getAction()).startsWith("Change what is named above.");
    }

    @Test
    void anApplicationThatRefusesToStartSaysWhyWithoutAStackTrace(CapturedOutput output) throws IOException {
        SpringApplication application =
                new SpringApplication(DataSourceAutoConfiguration.class, CremaAutoConfiguration.class);
        application.setDefaultProperties(Map.of("crema.channels.main.type", "sandbx", "crema.workers", "0"));

        assertThatThrownBy(application::run).hasRootCauseInstanceOf(ConfigurationException.class);

        assertThat(output).contains("APPLICATION FAILED TO START", REPORT).doesNotContain("\tat ");
        assertThat(Files.readString(Path.of("README.md"))).contains(REPORT);
    }
}
