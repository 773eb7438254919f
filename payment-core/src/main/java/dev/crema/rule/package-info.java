/**
 * Rules that a host writes down as plain maps, so that any reader of YAML or JSON serves: {@link
 * dev.crema.rule.Condition} is when one applies, to what {@link dev.crema.rule.Facts} say, and {@link
 * dev.crema.rule.PlainData} reads the rest. Nothing here knows what rules are for.
 */
@NullMarked
package dev.crema.rule;

import org.jspecify.annotations.NullMarked;
