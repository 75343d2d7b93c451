-- class: place (link_model, link_event, link_trial, review_sample, review_band, review_day) and person (link_change by person_id; link_decision by record_id)
-- A trained model with the frequencies of its training: all that is needed to weigh a pair again.
create table link_model (
    model_version text collate "C" not null primary key,
    trained_at text not null,
    model_text text not null,        -- the declared model, TOML
    settings_json text not null,     -- preset and sources that hold a person once
    trained_json text not null,
    frequencies bytea not null
);

-- Everything that ever changed links: runs, deliveries, decisions. Each follows the one before, so
-- that two at once cannot both be written.
create table link_event (
    event_id text collate "C" not null primary key,
    follows text collate "C" not null unique,
    kind text not null,              -- run | delivery | answer | unlink | link | undo
    at text not null,
    author text not null,            -- empty for the program itself
    why text not null,
    model_version text collate "C" not null,
    read_at text not null,           -- when the records were read: later deliveries are not in it
    seen_deliveries bigint not null, -- deliveries that had landed then
    undoes text collate "C",                     -- the event that this one undoes
    links_made bigint not null,
    links_ended bigint not null,
    report_json text not null
);
create index link_event_undoes on link_event (undoes);
insert into link_event
    select run_id, follows, 'run', ended_at, '', 'all records were linked', model_version, started_at,
        (select count(*) from delivery where state = 'landed' and received_at <= started_at), null,
        links_made, links_ended, '{}' from link_run;

-- What happened to persons as wholes; the links themselves are in person_link.
create table link_change (
    person_id text collate "C" not null,
    event_id text collate "C" not null,
    kind text not null,              -- merged (into other) | took (from other) | split (other left) | left (other stayed) | restored
    other_person_id text collate "C" not null,
    primary key (person_id, event_id, kind, other_person_id)
);

-- What people decided of a pair; the smaller record first. In force until it is undone.
create table link_decision (
    record_id text collate "C" not null,
    other_record_id text collate "C" not null,
    event_id text collate "C" not null,
    kind text not null,              -- first | second | unlink | link
    answer text not null,            -- same | different | unsure
    author text not null,
    note text,
    at text not null,
    model_version text collate "C" not null,
    probability double precision,    -- what the model said of the pair then
    undone_by text collate "C",
    undone_at text,
    primary key (record_id, other_record_id, event_id)
);
create index link_decision_other on link_decision (other_record_id, record_id);
create index link_decision_event on link_decision (event_id);

alter table link_edge add column held_back bigint not null default 0;
alter table link_edge add column information double precision not null default 0;
alter table link_edge add column why text not null default '';
create index link_edge_information on link_edge (band, information);
create index link_edge_why on link_edge (band, why);
create index person_link_earlier on person_link (record_id) where ended_by is not null;
create index person_link_ended on person_link (ended_by) where ended_by is not null;

-- A model that was tried and changed nothing.
create table link_trial (
    trial_id text collate "C" not null primary key,
    at text not null,
    model_version text collate "C" not null,
    report_json text not null,
    applied_by text
);

-- Pairs drawn at random from bands of probability, to estimate how right the links are.
create table review_sample (
    record_id text collate "C" not null,
    other_record_id text collate "C" not null,
    sample_id text collate "C" not null,
    band bigint not null,
    probability double precision not null,
    primary key (record_id, other_record_id, sample_id)
);

create table review_band (
    sample_id text collate "C" not null,
    band bigint not null,
    drawn_at text not null,
    model_version text collate "C" not null,
    from_probability double precision not null,
    to_probability double precision not null,
    linked bigint not null,          -- 1 where pairs of the band are in use
    pairs bigint not null,
    drawn bigint not null,
    primary key (sample_id, band)
);

create table review_day (
    day text collate "C" not null primary key,
    waiting bigint not null
);
