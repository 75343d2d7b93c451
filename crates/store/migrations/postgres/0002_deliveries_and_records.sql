-- class: place (delivery, delivery_note, rejected_row) and person (source_record, landed_row, caseload_episode: keyed by record_id, see decision 0003)
create table delivery (
    delivery_id text collate "C" not null primary key,
    feed text collate "C" not null,
    source text collate "C" not null,
    file_name text collate "C" not null,
    content_sha256 text not null,
    bytes bigint not null,
    state text collate "C" not null,            -- landed | refused
    received_at text collate "C" not null,
    data_cut text,                  -- the day up to which the file speaks
    period_start text,
    period_end text,
    mends_delivery_id text collate "C",         -- this delivery carries mended rows of another
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
    delivery_id text collate "C" not null,
    column_name text collate "C" not null,
    value_class text collate "C" not null,
    reason text collate "C" not null,
    remedy text not null,
    occurrences bigint not null,
    first_line bigint not null,
    primary key (delivery_id, column_name, value_class, reason)
);

create table rejected_row (
    delivery_id text collate "C" not null,
    number bigint not null,         -- place among the rejects of the delivery, from 1
    line bigint not null,
    column_name text collate "C" not null,
    value_class text collate "C" not null,
    reason text collate "C" not null,
    remedy text not null,
    values_json text not null,
    mended_by text,
    primary key (delivery_id, number)
);

create table source_record (
    record_id text collate "C" not null primary key,
    source text collate "C" not null,
    record_key text collate "C" not null,
    feed text collate "C" not null,
    delivery_first text not null,
    delivery_last text not null,
    withdrawn_by text,
    linkable bigint not null,
    nhs_number text,
    nhs_number_traced bigint not null,
    first_name text collate "C",
    middle_name text collate "C",
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
);
create index source_record_practice on source_record (source, practice_code) where withdrawn_by is null;
create index source_record_died on source_record (date_of_death) where date_of_death is not null;

create table landed_row (
    record_id text collate "C" not null,
    row_id text collate "C" not null,
    delivery_from text not null,
    delivery_to text,
    feed text collate "C" not null,
    scope text,
    window_date text,
    content_hash text not null,
    values_json text not null,
    primary key (record_id, row_id, delivery_from)
);
create index landed_row_current on landed_row (feed, row_id) where delivery_to is null;

create table caseload_episode (
    record_id text collate "C" not null,
    row_id text collate "C" not null,
    kind text collate "C" not null,
    team text,
    started_on text collate "C" not null,
    ended_on text,
    primary key (record_id, row_id, kind)
);
create index caseload_episode_kind on caseload_episode (kind, started_on);
