package dev.crema.benchmark;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.crema.HouseRules;

@AnalyzeClasses(packages = "dev.crema", importOptions = HouseRules.Shipped.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);
}
