package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.Line;
import dev.crema.ledger.sql.Command.Correction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The hashes over what a journal says. */
final class Content {
    private static final Comparator<Line> ORDER =
            Comparator.comparing(Line::account).thenComparingLong(Line::signedMinor);

    /** What a content begins with, before the kind. */
    static final String OPENING = "crema journal content\n";

    private Content() {}

    /**
     * What makes two journals with one reference the same request: everything but the order of the lines and the
     * description, which is for people and may be worded anew.
     */
    static Hash of(Journal journal, @Nullable HoldKey draws, boolean last, @Nullable Correction corrects) {
        List<Line> lines = journal.lines().stream().sorted(ORDER).toList();
        // None of these can contain a line feed or a blank but notes, which come last with their lengths told.
        StringBuilder text =
                new StringBuilder(64 + 48 * lines.size()).append(OPENING).append(journal.kind());
        for (Line line : lines) {
            text.append('\n').append(line.account()).append(' ').append(line.signedMinor());
            text.append(' ').append(line.amount().currency().code());
        }
        journal.effectiveOn().ifPresent(day -> text.append("\neffective ").append(day));
        if (draws != null) {
            text.append("\ndraws ").append(draws.account().id()).append(' ').append(draws.reference());
            text.append(last ? " last" : " part");
        }
        if (corrects != null) {
            text.append(corrects.reversal() ? "\nreverses " : "\nadjusts ").append(corrects.original());
        }
        append(text, journal.notes());
        return hash(text);
    }

    /**
     * What the chains of a journal's accounts bind of it, beside the entries: all that is stored of it and never changes.
     * Its notes, its lines, what it drew on and what it corrects are in the content.
     */
    static Hash digest(Scope scope, Journal journal, @Nullable JournalId linkedTo, Hash content) {
        String linked = linkedTo == null ? "" : linkedTo.toString();
        return digest(
                scope.name(), journal.reference().value(), journal.kind(), linked, journal.description(), content);
    }

    static Hash digest(String scope, String reference, String kind, String linkedTo, String description, Hash content) {
        MessageDigest digest = Hash.sha256();
        content.feed(digest);
        // Only the description, which comes last, can contain a line feed.
        String text = String.join("\n", "crema journal", scope, reference, kind, linkedTo, description);
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return Hash.finish(digest);
    }

    private static void append(StringBuilder text, Map<String, String> notes) {
        SortedMap<String, String> sorted = new TreeMap<>(notes);
        sorted.forEach((name, content) -> text.append('\n')
                .append(name)
                .append(' ')
                .append(content.length())
                .append(' ')
                .append(content));
    }

    static Hash hash(CharSequence text) {
        MessageDigest digest = Hash.sha256();
        digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return Hash.finish(digest);
    }
}
