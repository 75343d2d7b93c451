-- class: place (delivery, delivery_note, rejected_row) and person (source_record, landed_row, caseload_episode: keyed by record_id, see decision 0003)
create table delivery (
    delivery_id text not null primary key,
    feed text not null,
    source text not null,
    file_name text not null,
    content_sha256 text not null,
    bytes bigint not null,
    state text not null,            -- landed | refused
    received_at text not null,
    data_cut text,                  -- the day up to which the file speaks
    period_start text,
    period_end text,
    mends_delivery_id text,         -- this delivery carries mended rows of another
    columns_json text not null,
    rows_read bigint not null,
    rows_landed bigint not null,
    rows_added bigint not null,
    rows_changed bigint not null,
    rows_withdrawn bigint not null,
    rows_unchanged bigint not null,
    rows_repeated bigint not null,
    rows_rejected bigint not null,
    rows_without_nhs_number bigint not null,
    persons_in_file bigint not null,
    message text not null,
    summary_json text not null
);
create index delivery_feed on delivery (feed, received_at);
create index delivery_content on delivery (content_sha256);

create table delivery_note (
    delivery_id text not null,
    column_name text not null,
    value_class text not null,
    reason text not null,
    remedy text not null,
    occurrences bigint not null,
    first_line bigint not null,
    primary key (delivery_id, column_name, value_class, reason)
);

create table rejected_row (
    delivery_id text not null,
    number bigint not null,         -- place among the rejects of the delivery, from 1
    line bigint not null,
    column_name text not null,
    value_class text not null,
    reason text not null,
    remedy text not null,
    values_json text not null,
    mended_by text,
    primary key (delivery_id, number)
);

create table source_record (
    record_id text not null primary key,
    source text not null,
    record_key text not null,
    feed text not null,
    delivery_first text not null,
    delivery_last text not null,
    withdrawn_by text,
    linkable bigint not null,
    nhs_number text,
    nhs_number_traced bigint not null,
    first_name text,
    middle_name text,
    surname text,
    former_surname text,
    date_of_birth text,
    date_of_death text,
    sex text,
    address text,
    postcode text,
    uprn text,
    phone text,
    email text,
    practice_code text,
    ethnic_category text,
    registered_on text,
    other_places_json text
) without rowid;
create index source_record_practice on source_record (source, practice_code) where withdrawn_by is null;
create index source_record_died on source_record (date_of_death) where date_of_death is not null;

create table landed_row (
    record_id text not null,
    row_id text not null,
    delivery_from text not null,
    delivery_to text,
    feed text not null,
    scope text,
    window_date text,
    content_hash text not null,
    values_json text not null,
    primary key (record_id, row_id, delivery_from)
) without rowid;
create index landed_row_current on landed_row (feed, row_id) where delivery_to is null;

create table caseload_episode (
    record_id text not null,
    row_id text not null,
    kind text not null,
    team text,
    started_on text not null,
    ended_on text,
    primary key (record_id, row_id, kind)
) without rowid;
create index caseload_episode_kind on caseload_episode (kind, started_on);
