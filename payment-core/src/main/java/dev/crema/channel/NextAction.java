package dev.crema.channel;

import java.net.URI;

/** What the payer has to do before the money can move, in the form that the payer's device needs. */
public sealed interface NextAction {
    /** Nothing to do. */
    None NONE = new None();

    /** Which kind of action it is; stored, and stable. */
    Kind kind();

    /** What the device needs for it: an address, a code, parameters. Empty when there is nothing to do. */
    String content();

    /** Nothing to do. */
    record None() implements NextAction {
        @Override
        public Kind kind() {
            return Kind.NONE;
        }

        @Override
        public String content() {
            return "";
        }
    }

    /** Send the payer's browser there. */
    record Redirect(URI url) implements NextAction {
        @Override
        public Kind kind() {
            return Kind.REDIRECT;
        }

        @Override
        public String content() {
            return url.toString();
        }
    }

    /** Show this text as a QR code for the payer's app. */
    record QrCode(String content) implements NextAction {
        @Override
        public Kind kind() {
            return Kind.QR_CODE;
        }
    }

    /** Hand these signed parameters to the provider's SDK inside the payer's app. */
    record AppParameters(String content) implements NextAction {
        @Override
        public Kind kind() {
            return Kind.APP_PARAMETERS;
        }
    }

    /** Hand this secret to the provider's script in the payer's browser. It is a secret: the text form hides it. */
    record ClientSecret(String content) implements NextAction {
        @Override
        public Kind kind() {
            return Kind.CLIENT_SECRET;
        }

        @Override
        public String toString() {
            return "ClientSecret[…]";
        }
    }

    /** The stored names of the actions. */
    enum Kind {
        NONE,
        REDIRECT,
        QR_CODE,
        APP_PARAMETERS,
        CLIENT_SECRET;

        /** The action of this kind with the content that {@link NextAction#content} gave. */
        public NextAction with(String content) {
            return switch (this) {
                case NONE -> NextAction.NONE;
                case REDIRECT -> new Redirect(URI.create(content));
                case QR_CODE -> new QrCode(content);
                case APP_PARAMETERS -> new AppParameters(content);
                case CLIENT_SECRET -> new ClientSecret(content);
            };
        }
    }
}
