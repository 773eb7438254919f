/**
 * A channel whose far side lives in this process: for trying out, and for tests that need a provider with a mind of
 * its own. Start with {@link dev.crema.channel.sandbox.SandboxChannel}; what its provider can play is listed in {@link
 * dev.crema.channel.sandbox.Scenario}. Knows no HTTP, no database and no engine.
 */
@NullMarked
package dev.crema.channel.sandbox;

import org.jspecify.annotations.NullMarked;
