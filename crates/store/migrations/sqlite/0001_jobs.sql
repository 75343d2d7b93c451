-- class: place
-- Long work. A worker leases a job; a lease that runs out lets another worker take it.
create table job (
    job_id text not null primary key,
    kind text not null,
    state text not null,
    input_json text not null,
    message text not null,
    done bigint not null,
    total bigint not null,
    tries bigint not null,
    lease_until text not null default '',
    asked_at text not null,
    started_at text,
    ended_at text
);
create index job_state on job (state, asked_at);
