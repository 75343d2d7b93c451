-- class: person (person_link, person_redirect by person_id; link_edge by record_id) and place (link_run)
create table link_run (
    run_id text collate "C" not null primary key,
    follows text collate "C" not null unique,    -- the run before; two runs at once cannot follow the same
    started_at text not null,
    ended_at text not null,
    model_version text not null,
    model_json text not null,
    report_json text not null,
    records bigint not null,
    persons bigint not null,
    links_made bigint not null,
    links_ended bigint not null,
    edges_review bigint not null
);

-- A link is never changed: it begins with a run or a decision and ends with another.
create table person_link (
    person_id text collate "C" not null,
    record_id text collate "C" not null,
    source text collate "C" not null,           -- the record's, so that people of one source are counted in one pass
    began_by text collate "C" not null,
    began_at text not null,
    ended_by text,
    ended_at text,
    primary key (person_id, record_id, began_by)
);
create unique index person_link_current on person_link (record_id, person_id) where ended_by is null;

create table person_redirect (
    person_id text collate "C" not null primary key,
    to_person_id text collate "C" not null,
    by_run text not null,
    at text not null
);

create table link_edge (
    record_id text collate "C" not null,
    other_record_id text collate "C" not null,
    run_id text collate "C" not null,
    band text not null,
    weight double precision not null,
    probability double precision not null,
    steps_json text not null,
    primary key (record_id, other_record_id)
);
create index link_edge_other on link_edge (other_record_id, record_id);
create index link_edge_band on link_edge (band, probability);
