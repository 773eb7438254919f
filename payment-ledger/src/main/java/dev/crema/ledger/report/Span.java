package dev.crema.ledger.report;

import static java.util.Objects.requireNonNull;

import dev.crema.failure.InvalidRequestException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * A stretch of time in which journals were booked.
 *
 * @param from its first instant
 * @param until the first instant after it
 */
public record Span(Instant from, Instant until) {
    private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 30);

    /** All of the time that books are kept for. */
    public static final Span ALL =
            new Span(Instant.parse("1970-01-01T00:00:00Z"), Instant.parse("9999-12-31T00:00:00Z"));

    /**
     * Refuses a stretch that ends before it begins.
     *
     * @throws InvalidRequestException for the field {@code span}
     */
    public Span {
        requireNonNull(from, "from");
        requireNonNull(until, "until");
        if (until.isBefore(from)) {
            throw new InvalidRequestException("span", "ends at " + until + ", before it begins at " + from);
        }
    }

    /**
     * A day in UTC.
     *
     * @throws InvalidRequestException for the field {@code day} if books are kept for no such day
     */
    public static Span day(LocalDate day) {
        requireKept("day", day, day);
        return new Span(start(day), start(day.plusDays(1)));
    }

    /**
     * A month in UTC.
     *
     * @throws InvalidRequestException for the field {@code month} if books are not kept for all of it
     */
    public static Span month(YearMonth month) {
        requireKept("month", month.atDay(1), month.atEndOfMonth());
        return new Span(start(month.atDay(1)), start(month.plusMonths(1).atDay(1)));
    }

    private static void requireKept(String field, LocalDate first, LocalDate last) {
        if (first.isBefore(FIRST) || last.isAfter(LAST)) {
            throw new InvalidRequestException(
                    field, "reaches from " + first + " to " + last + "; books are kept from " + FIRST + " to " + LAST);
        }
    }

    /** When a day begins in UTC. */
    public static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The part of it that no database has trouble to name. */
    public Span within(Span other) {
        Instant first = from.isAfter(other.from) ? from : other.from;
        Instant last = until.isBefore(other.until) ? until : other.until;
        return new Span(first, last.isBefore(first) ? first : last);
    }
}
