-- The shop's own tables, in the words that H2 and PostgreSQL have in common. The library keeps its own beside them, in the
-- same database, so that one transaction covers both.

create table if not exists customer (
    id            varchar(26)              not null primary key,
    username      varchar(32)              not null,
    folded_name   varchar(32)              not null,
    email         varchar(254)             not null,
    password_hash varchar(100)             not null,
    created_at    timestamp with time zone not null,
    constraint customer_name unique (folded_name)
);

create table if not exists customer_session (
    token_hash  varchar(64)              not null primary key,
    customer_id varchar(26)              not null references customer (id),
    expires_at  timestamp with time zone not null
);

create index if not exists customer_session_of on customer_session (customer_id);

create table if not exists menu_item (
    sku         varchar(32) not null primary key,
    name        varchar(64) not null,
    price_minor bigint      not null check (price_minor > 0),
    currency    varchar(14) not null,
    available   boolean     not null,
    place       integer     not null
);

create table if not exists coffee_order (
    id           varchar(26)              not null primary key,
    number       varchar(24)              not null,
    customer_id  varchar(26)              not null references customer (id),
    reference    varchar(64)              not null,
    amount_minor bigint                   not null check (amount_minor > 0),
    currency     varchar(14)              not null,
    status       varchar(20)              not null,
    reason       varchar(64),
    created_at   timestamp with time zone not null,
    updated_at   timestamp with time zone not null,
    constraint coffee_order_number unique (number),
    constraint coffee_order_reference unique (customer_id, reference)
);

create index if not exists coffee_order_status on coffee_order (status, updated_at);

create table if not exists order_line (
    order_id    varchar(26) not null references coffee_order (id),
    line        integer     not null,
    sku         varchar(32) not null,
    name        varchar(64) not null,
    quantity    integer     not null check (quantity > 0),
    price_minor bigint      not null,
    constraint order_line_key primary key (order_id, line)
);

-- A request to pay for an order. The primary key is what makes an order be paid for at most once.
create table if not exists pay_request (
    order_id    varchar(26)              not null primary key references coffee_order (id),
    customer_id varchar(26)              not null references customer (id),
    reference   varchar(64)              not null,
    method      varchar(16)              not null,
    scenario    varchar(16)              not null,
    refused     varchar(200),
    created_at  timestamp with time zone not null,
    constraint pay_request_reference unique (customer_id, reference)
);

create table if not exists wallet_top_up (
    id           varchar(26)              not null primary key,
    customer_id  varchar(26)              not null references customer (id),
    reference    varchar(64)              not null,
    amount_minor bigint                   not null,
    channel      varchar(32)              not null,
    scenario     varchar(16)              not null,
    created_at   timestamp with time zone not null,
    constraint wallet_top_up_reference unique (customer_id, reference)
);

create table if not exists refund_request (
    id           varchar(26)              not null primary key,
    customer_id  varchar(26)              not null references customer (id),
    reference    varchar(64)              not null,
    payment_id   varchar(26)              not null,
    amount_minor bigint                   not null,
    created_at   timestamp with time zone not null,
    constraint refund_request_reference unique (customer_id, reference)
);

create index if not exists refund_request_of on refund_request (payment_id);
