package dev.crema.spring;

import dev.crema.failure.ConfigurationException;
import java.util.Locale;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a refused configuration as what is wrong and what to do, without a stack trace. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {
    // The library's messages have the form "setting: problem; remedy".
    private static final String BEFORE_REMEDY = "; ";

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
        String message = String.valueOf(cause.getMessage());
        int end = message.indexOf(BEFORE_REMEDY);
        return end < 0
                ? analysis(message, "Change what is named above.", cause)
                : analysis(message.substring(0, end), sentence(message.substring(end + BEFORE_REMEDY.length())), cause);
    }

    private static FailureAnalysis analysis(String problem, String remedy, ConfigurationException cause) {
        return new FailureAnalysis(
                "Crema refuses to start.\n\n" + problem,
                remedy + "\n\nTo run the application without payments, set " + CremaProperties.PREFIX
                        + ".enabled=false.",
                cause);
    }

    private static String sentence(String remedy) {
        return remedy.substring(0, 1).toUpperCase(Locale.ROOT) + remedy.substring(1) + ".";
    }
}
