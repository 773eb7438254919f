package dev.crema;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ClassesTransformer;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/**
 * The map of the house, held true: each module's {@code ArchitectureTest} applies these rules to every class of
 * {@code dev.crema} that the module sees. Rules about a room that a module does not see pass there; they bite where the
 * room is.
 */
public final class HouseRules {

    /** The packages of core from top to bottom; each knows only those below it. */
    private static final List<String> CORE = List.of(
            "dev.crema",
            "dev.crema.reconcile",
            // The port to the database knows every noun that is recorded, a trade and its plan too.
            "dev.crema.books",
            "dev.crema.trade",
            "dev.crema.plan",
            "dev.crema.route",
            "dev.crema.risk",
            "dev.crema.refund",
            "dev.crema.rule",
            "dev.crema.event",
            "dev.crema.payment",
            // The SPI stands below the engine's own nouns, so that an adapter never sees them.
            "dev.crema.channel",
            "dev.crema.context",
            "dev.crema.retry",
            "dev.crema.money",
            "dev.crema.failure");

    private static final String LEDGER = "dev.crema.ledger..";
    private static final String STARTER = "dev.crema.spring..";
    /** A provider's package, and those that the providers share; the SPI itself is one floor up. */
    private static final String CHANNELS = "dev.crema.channel.*..";

    private static final String WEBHOOK = "dev.crema.webhook..";
    private static final String[] EXAMPLES = {
        "dev.crema.quickstart..", "dev.crema.coffeeshop..", "dev.crema.proof..", "dev.crema.benchmark.."
    };

    @ArchTest
    static final ArchRule every_package_is_on_the_map = classes()
            .should(be(resideInAnyPackage(CORE.toArray(String[]::new))
                    .or(resideInAnyPackage(LEDGER, STARTER, CHANNELS, WEBHOOK))
                    .or(resideInAnyPackage(EXAMPLES))
                    .as("in a package that the map knows")))
            .because("a package that HouseRules has never heard of is bound by none of its rules");

    @ArchTest
    static final ArchRule packages_form_no_cycles =
            slices().matching("dev.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule core_packages_know_only_those_below = classes()
            .that(describe("live in core", it -> CORE.contains(it.getPackageName())))
            .should(knowNoCorePackageAbove())
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_the_ledger_speaks_SQL = noClasses()
            .that()
            .resideOutsideOfPackages(LEDGER, STARTER)
            .and()
            .resideOutsideOfPackages(EXAMPLES)
            .should()
            .dependOnClassesThat(speakSql())
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_starter_hands_on_a_data_source_and_no_more = noClasses()
            .that()
            .resideInAPackage(STARTER)
            .should()
            .dependOnClassesThat(speakSql()
                    .and(describe("are not DataSource", it -> !it.getFullName().equals("javax.sql.DataSource"))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_channels_and_webhooks_speak_HTTP_and_JSON = noClasses()
            .that()
            .resideOutsideOfPackages(CHANNELS, WEBHOOK, STARTER)
            .and()
            .resideOutsideOfPackages(EXAMPLES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "okhttp3..", "okio..", "kotlin..", "tools.jackson..", "com.fasterxml.jackson..", "java.net.http..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothing_below_the_starter_knows_Spring = noClasses()
            .that()
            .resideOutsideOfPackage(STARTER)
            .and()
            .resideOutsideOfPackages(EXAMPLES)
            .should()
            .dependOnClassesThat(resideInAPackage("org.springframework.."))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule no_name_hides_a_better_noun = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helpers?|Managers?|Impl)")
            .because("the method wanted to live on the noun it is about");

    @ArchTest
    static final ArchRule every_package_is_null_marked = all(packages()).should(beNullMarked());

    private HouseRules() {}

    /** What is shipped: neither a module's own tests nor the test tools of the modules below it. */
    public static final class Shipped implements ImportOption {
        private final ImportOption noTestClasses = new DoNotIncludeTests();

        @Override
        public boolean includes(Location location) {
            return noTestClasses.includes(location) && !location.contains("-tests.jar");
        }
    }

    private static DescribedPredicate<JavaClass> speakSql() {
        return resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.jdbi..",
                        "com.zaxxer.hikari..",
                        "org.h2..",
                        "org.postgresql..")
                .as("speak SQL");
    }

    private static ArchCondition<JavaClass> knowNoCorePackageAbove() {
        return new ArchCondition<>("know only the core packages below") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                int floor = CORE.indexOf(item.getPackageName());
                item.getDirectDependenciesFromSelf().stream()
                        .filter(it -> CORE.subList(0, floor)
                                .contains(it.getTargetClass().getPackageName()))
                        .forEach(it -> events.add(SimpleConditionEvent.violated(it, it.getDescription())));
            }
        };
    }

    private static ClassesTransformer<JavaPackage> packages() {
        return new AbstractClassesTransformer<>("packages") {
            @Override
            public Iterable<JavaPackage> doTransform(JavaClasses classes) {
                return classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
            }
        };
    }

    private static ArchCondition<JavaPackage> beNullMarked() {
        return new ArchCondition<>("be @NullMarked in their package-info.java") {
            @Override
            public void check(JavaPackage item, ConditionEvents events) {
                boolean marked = item.isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(item, marked, item.getName() + " is not @NullMarked"));
            }
        };
    }
}
