/**
 * The entry point: start with {@link dev.crema.Payments}. Behind it, one package-private flow per use case carries a
 * payment through its phases: accept (T1), claim (T2), call, settle (T3). Nothing here knows SQL, HTTP or a provider.
 */
@NullMarked
package dev.crema;

import org.jspecify.annotations.NullMarked;
