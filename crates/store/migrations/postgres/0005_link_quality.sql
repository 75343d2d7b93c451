-- class: place
-- How right the links were, by group, when measured against a known truth. The latest is shown.
create table link_quality (
    quality_id text collate "C" not null primary key,
    measured_at text collate "C" not null,
    run_id text not null,           -- the newest link run at that time
    truth text not null,            -- name of the file of truth
    as_of text not null,            -- the day on which ages were reckoned
    result_version bigint not null, -- form of result_json
    result_json text not null
);
create index link_quality_latest on link_quality (result_version, measured_at);
