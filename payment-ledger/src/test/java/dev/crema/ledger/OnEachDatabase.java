package dev.crema.ledger;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Runs a test class once on each supported database. The class has one constructor, which takes the {@link
 * TestDatabase}; JUnit closes it after the class.
 *
 * <p>{@code -Dcrema.test.databases=H2} runs on one of them only.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@ArgumentsSource(OnEachDatabase.Each.class)
public @interface OnEachDatabase {
    /** One new database of each kind. */
    final class Each implements ArgumentsProvider {
        private static final String CHOSEN = System.getProperty("crema.test.databases", "H2,POSTGRESQL,MARIADB");

        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            return kinds().map(TestDatabase.Kind::create).map(Arguments::of);
        }

        static Stream<TestDatabase.Kind> kinds() {
            return Arrays.stream(CHOSEN.split(",")).map(TestDatabase.Kind::valueOf);
        }
    }
}
