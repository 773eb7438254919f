/**
 * Bugs, planted on purpose, and the tests that must catch them: a test is worth what it notices. Start with {@link
 * dev.crema.ledger.planted.PlantedBug}, where the bugs are. Nothing of them is ever on the disk of the sources.
 */
@NullMarked
package dev.crema.ledger.planted;

import org.jspecify.annotations.NullMarked;
