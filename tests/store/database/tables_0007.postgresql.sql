CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END
        $$;
CREATE TABLE public.agency (
    id integer NOT NULL,
    code character varying(120) NOT NULL,
    name character varying(300) NOT NULL,
    kind character varying(40) NOT NULL,
    is_group boolean NOT NULL
);
CREATE TABLE public.agency_alias (
    id integer NOT NULL,
    agency_id integer NOT NULL,
    spelling character varying(300) NOT NULL
);
CREATE SEQUENCE public.agency_alias_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.agency_alias_id_seq OWNED BY public.agency_alias.id;
CREATE SEQUENCE public.agency_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.agency_id_seq OWNED BY public.agency.id;
CREATE TABLE public.agency_member (
    group_id integer NOT NULL,
    member_id integer NOT NULL,
    left_on date
);
CREATE TABLE public.alarm (
    key character varying(200) NOT NULL,
    text text NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.assignment (
    id integer NOT NULL,
    uid character varying(36) NOT NULL,
    occurrence_id integer NOT NULL,
    agency_id integer NOT NULL,
    state character varying(20) NOT NULL,
    opens date,
    due date,
    act_by date,
    soon_on date,
    timeliness character varying(20) NOT NULL,
    next_change_on date,
    scheduled_on date NOT NULL,
    check_in_on date,
    extensions integer NOT NULL,
    wished_due date,
    reported_on date,
    result text NOT NULL,
    progress integer NOT NULL,
    version integer NOT NULL,
    revision integer NOT NULL,
    changed_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.assignment_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.assignment_id_seq OWNED BY public.assignment.id;
CREATE TABLE public.channel (
    name character varying(20) NOT NULL,
    failures integer NOT NULL,
    open_until timestamp with time zone,
    stopped boolean NOT NULL,
    why text NOT NULL,
    next_slot timestamp with time zone
);
CREATE TABLE public.contact (
    id integer NOT NULL,
    agency_id integer NOT NULL,
    role character varying(20) NOT NULL,
    name character varying(200) NOT NULL,
    channel character varying(20) NOT NULL,
    address character varying(320) NOT NULL,
    language character varying(5) DEFAULT 'vi'::character varying NOT NULL,
    works_from time without time zone,
    works_until time without time zone,
    away_from date,
    away_until date,
    stand_in_id integer,
    unsubscribed_at timestamp with time zone
);
CREATE SEQUENCE public.contact_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.contact_id_seq OWNED BY public.contact.id;
CREATE TABLE public.daily_run (
    job character varying(40) NOT NULL,
    day date NOT NULL
);
CREATE TABLE public.event (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    actor character varying(120) NOT NULL,
    action character varying(40) NOT NULL,
    plan_id integer,
    trigger_id integer,
    assignment_id integer,
    before character varying(20) NOT NULL,
    after character varying(20) NOT NULL,
    reason text NOT NULL,
    document text NOT NULL,
    details json NOT NULL
);
CREATE SEQUENCE public.event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_id_seq OWNED BY public.event.id;
CREATE TABLE public.feed (
    id integer NOT NULL,
    token_sha256 bytea NOT NULL,
    hint character varying(4) NOT NULL,
    scope character varying(20) NOT NULL,
    role character varying(20) NOT NULL,
    agency_id integer,
    plan_id integer,
    person character varying(320) NOT NULL,
    holder character varying(200) NOT NULL,
    label character varying(200) NOT NULL,
    alarm character varying(20) NOT NULL,
    span boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    fetched_at timestamp with time zone,
    ended_at timestamp with time zone,
    ending character varying(20),
    version character varying(64) NOT NULL,
    modified_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.feed_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.feed_id_seq OWNED BY public.feed.id;
CREATE TABLE public.job_run (
    id integer NOT NULL,
    job character varying(60) NOT NULL,
    day date NOT NULL,
    state character varying(20) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    lease_until timestamp with time zone NOT NULL,
    place character varying(200) NOT NULL,
    pid integer NOT NULL,
    told text NOT NULL
);
CREATE SEQUENCE public.job_run_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.job_run_id_seq OWNED BY public.job_run.id;
CREATE TABLE public.letter (
    id integer NOT NULL,
    key character varying(500) NOT NULL,
    kind character varying(20) NOT NULL,
    subject_id integer NOT NULL,
    day date NOT NULL,
    channel character varying(20) NOT NULL,
    recipient character varying(320) NOT NULL,
    recipient_name character varying(200) NOT NULL,
    agency_id integer NOT NULL,
    state character varying(20) NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    not_before timestamp with time zone NOT NULL,
    lease_token character varying(36),
    lease_until timestamp with time zone,
    attempts integer NOT NULL,
    message_id character varying(200) NOT NULL,
    outcome text NOT NULL,
    settled_at timestamp with time zone
);
CREATE SEQUENCE public.letter_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.letter_id_seq OWNED BY public.letter.id;
CREATE TABLE public.log_cursor (
    reader character varying(40) NOT NULL,
    line integer NOT NULL
);
CREATE TABLE public.notice (
    id integer NOT NULL,
    key character varying(500) NOT NULL,
    assignment_id integer NOT NULL,
    step character varying(40) NOT NULL,
    due date NOT NULL,
    channel character varying(20) NOT NULL,
    recipient character varying(320) NOT NULL,
    recipient_name character varying(200) NOT NULL,
    agency_id integer NOT NULL,
    state character varying(20) NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    not_before timestamp with time zone NOT NULL,
    lease_token character varying(36),
    lease_until timestamp with time zone,
    attempts integer NOT NULL,
    message_id character varying(200) NOT NULL,
    outcome text NOT NULL,
    settled_at timestamp with time zone,
    urgent boolean DEFAULT false NOT NULL,
    doubts integer DEFAULT 0 NOT NULL,
    note text DEFAULT ''::text NOT NULL
);
CREATE SEQUENCE public.notice_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.notice_id_seq OWNED BY public.notice.id;
CREATE TABLE public.occurrence (
    id integer NOT NULL,
    task_id integer NOT NULL,
    key character varying(60) NOT NULL,
    opens date,
    due date,
    trigger_id integer,
    alternative_id integer,
    offset_count integer,
    offset_unit character varying(20),
    withdrawn_on date
);
CREATE SEQUENCE public.occurrence_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.occurrence_id_seq OWNED BY public.occurrence.id;
CREATE TABLE public.plan (
    id integer NOT NULL,
    number character varying(60) NOT NULL,
    year integer NOT NULL,
    kind character varying(60) NOT NULL,
    issuer character varying(300) NOT NULL,
    title text NOT NULL,
    issued_on date NOT NULL,
    first_year integer NOT NULL,
    last_year integer NOT NULL,
    signer character varying(200) NOT NULL,
    coordinator_id integer,
    report_cycle text NOT NULL,
    superseded_by_id integer,
    source_name character varying(300) NOT NULL,
    source_sha256 character varying(64) NOT NULL,
    imported_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.plan_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.plan_id_seq OWNED BY public.plan.id;
CREATE TABLE public.rendered_event (
    assignment_id integer NOT NULL,
    variant character varying(40) NOT NULL,
    form character varying(16) NOT NULL,
    revision integer NOT NULL,
    content bytea NOT NULL
);
CREATE TABLE public.seal (
    number integer NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    count integer NOT NULL,
    marks bytea NOT NULL,
    previous character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    digest character varying(64) NOT NULL
);
CREATE TABLE public.shard (
    day date NOT NULL,
    job character varying(40) NOT NULL,
    number integer NOT NULL,
    first integer NOT NULL,
    last integer,
    done_at timestamp with time zone,
    changes integer NOT NULL,
    worker character varying(200) NOT NULL
);
CREATE TABLE public.task (
    id integer NOT NULL,
    plan_id integer NOT NULL,
    key character varying(120) NOT NULL,
    "position" integer NOT NULL,
    origin character varying(20) NOT NULL,
    appendix character varying(20) NOT NULL,
    section_number character varying(20) NOT NULL,
    section_title text NOT NULL,
    number character varying(20) NOT NULL,
    title text NOT NULL,
    lead text NOT NULL,
    cooperating text NOT NULL,
    product text NOT NULL,
    expression text NOT NULL,
    note text NOT NULL,
    quote text NOT NULL,
    source_line integer NOT NULL,
    inherited json NOT NULL,
    kind character varying(20) NOT NULL,
    certainty character varying(20) NOT NULL,
    explanation text NOT NULL,
    resolution json NOT NULL,
    laid_out_until date,
    needs_review boolean NOT NULL,
    doubts json NOT NULL,
    corrections json NOT NULL,
    withdrawn_on date
);
CREATE TABLE public.task_agency (
    task_id integer NOT NULL,
    role character varying(20) NOT NULL,
    "position" integer NOT NULL,
    spelling text NOT NULL,
    agency_id integer
);
CREATE SEQUENCE public.task_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.task_id_seq OWNED BY public.task.id;
CREATE TABLE public.trigger (
    id integer NOT NULL,
    plan_id integer NOT NULL,
    key character varying(500) NOT NULL,
    wording text NOT NULL,
    waiting_since date NOT NULL,
    fired_on date,
    document text NOT NULL,
    watcher_id integer
);
CREATE SEQUENCE public.trigger_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.trigger_id_seq OWNED BY public.trigger.id;
CREATE TABLE public.zalo_account (
    account character varying(60) NOT NULL,
    sealed text NOT NULL,
    access_ends timestamp with time zone NOT NULL,
    refresh_ends timestamp with time zone NOT NULL,
    spent text DEFAULT ''::text NOT NULL,
    lease_token character varying(36),
    lease_until timestamp with time zone
);
ALTER TABLE ONLY public.agency ALTER COLUMN id SET DEFAULT nextval('public.agency_id_seq'::regclass);
ALTER TABLE ONLY public.agency_alias ALTER COLUMN id SET DEFAULT nextval('public.agency_alias_id_seq'::regclass);
ALTER TABLE ONLY public.assignment ALTER COLUMN id SET DEFAULT nextval('public.assignment_id_seq'::regclass);
ALTER TABLE ONLY public.contact ALTER COLUMN id SET DEFAULT nextval('public.contact_id_seq'::regclass);
ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);
ALTER TABLE ONLY public.feed ALTER COLUMN id SET DEFAULT nextval('public.feed_id_seq'::regclass);
ALTER TABLE ONLY public.job_run ALTER COLUMN id SET DEFAULT nextval('public.job_run_id_seq'::regclass);
ALTER TABLE ONLY public.letter ALTER COLUMN id SET DEFAULT nextval('public.letter_id_seq'::regclass);
ALTER TABLE ONLY public.notice ALTER COLUMN id SET DEFAULT nextval('public.notice_id_seq'::regclass);
ALTER TABLE ONLY public.occurrence ALTER COLUMN id SET DEFAULT nextval('public.occurrence_id_seq'::regclass);
ALTER TABLE ONLY public.plan ALTER COLUMN id SET DEFAULT nextval('public.plan_id_seq'::regclass);
ALTER TABLE ONLY public.task ALTER COLUMN id SET DEFAULT nextval('public.task_id_seq'::regclass);
ALTER TABLE ONLY public.trigger ALTER COLUMN id SET DEFAULT nextval('public.trigger_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0007');
SELECT pg_catalog.setval('public.agency_alias_id_seq', 1, false);
SELECT pg_catalog.setval('public.agency_id_seq', 1, false);
SELECT pg_catalog.setval('public.assignment_id_seq', 1, false);
SELECT pg_catalog.setval('public.contact_id_seq', 1, false);
SELECT pg_catalog.setval('public.event_id_seq', 1, false);
SELECT pg_catalog.setval('public.feed_id_seq', 1, false);
SELECT pg_catalog.setval('public.job_run_id_seq', 1, false);
SELECT pg_catalog.setval('public.letter_id_seq', 1, false);
SELECT pg_catalog.setval('public.notice_id_seq', 1, false);
SELECT pg_catalog.setval('public.occurrence_id_seq', 1, false);
SELECT pg_catalog.setval('public.plan_id_seq', 1, false);
SELECT pg_catalog.setval('public.task_id_seq', 1, false);
SELECT pg_catalog.setval('public.trigger_id_seq', 1, false);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.agency
    ADD CONSTRAINT pk_agency PRIMARY KEY (id);
ALTER TABLE ONLY public.agency_alias
    ADD CONSTRAINT pk_agency_alias PRIMARY KEY (id);
ALTER TABLE ONLY public.agency_member
    ADD CONSTRAINT pk_agency_member PRIMARY KEY (group_id, member_id);
ALTER TABLE ONLY public.alarm
    ADD CONSTRAINT pk_alarm PRIMARY KEY (key);
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT pk_assignment PRIMARY KEY (id);
ALTER TABLE ONLY public.channel
    ADD CONSTRAINT pk_channel PRIMARY KEY (name);
ALTER TABLE ONLY public.contact
    ADD CONSTRAINT pk_contact PRIMARY KEY (id);
ALTER TABLE ONLY public.daily_run
    ADD CONSTRAINT pk_daily_run PRIMARY KEY (job);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT pk_event PRIMARY KEY (id);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT pk_feed PRIMARY KEY (id);
ALTER TABLE ONLY public.job_run
    ADD CONSTRAINT pk_job_run PRIMARY KEY (id);
ALTER TABLE ONLY public.letter
    ADD CONSTRAINT pk_letter PRIMARY KEY (id);
ALTER TABLE ONLY public.log_cursor
    ADD CONSTRAINT pk_log_cursor PRIMARY KEY (reader);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT pk_notice PRIMARY KEY (id);
ALTER TABLE ONLY public.occurrence
    ADD CONSTRAINT pk_occurrence PRIMARY KEY (id);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT pk_plan PRIMARY KEY (id);
ALTER TABLE ONLY public.rendered_event
    ADD CONSTRAINT pk_rendered_event PRIMARY KEY (assignment_id, variant);
ALTER TABLE ONLY public.seal
    ADD CONSTRAINT pk_seal PRIMARY KEY (number);
ALTER TABLE ONLY public.shard
    ADD CONSTRAINT pk_shard PRIMARY KEY (day, job, number);
ALTER TABLE ONLY public.task
    ADD CONSTRAINT pk_task PRIMARY KEY (id);
ALTER TABLE ONLY public.task_agency
    ADD CONSTRAINT pk_task_agency PRIMARY KEY (task_id, role, "position");
ALTER TABLE ONLY public.trigger
    ADD CONSTRAINT pk_trigger PRIMARY KEY (id);
ALTER TABLE ONLY public.zalo_account
    ADD CONSTRAINT pk_zalo_account PRIMARY KEY (account);
ALTER TABLE ONLY public.agency_alias
    ADD CONSTRAINT uq_agency_alias_agency_id_spelling UNIQUE (agency_id, spelling);
ALTER TABLE ONLY public.agency
    ADD CONSTRAINT uq_agency_code UNIQUE (code);
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT uq_assignment_occurrence_id_agency_id UNIQUE (occurrence_id, agency_id);
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT uq_assignment_occurrence_id_uid UNIQUE (occurrence_id, uid);
ALTER TABLE ONLY public.contact
    ADD CONSTRAINT uq_contact_agency_id_role_address UNIQUE (agency_id, role, address);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT uq_feed_token_sha256 UNIQUE (token_sha256);
ALTER TABLE ONLY public.letter
    ADD CONSTRAINT uq_letter_key UNIQUE (key);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT uq_notice_key UNIQUE (key);
ALTER TABLE ONLY public.occurrence
    ADD CONSTRAINT uq_occurrence_task_id_key UNIQUE (task_id, key);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT uq_plan_issuer_number_year UNIQUE (issuer, number, year);
ALTER TABLE ONLY public.task
    ADD CONSTRAINT uq_task_plan_id_key UNIQUE (plan_id, key);
ALTER TABLE ONLY public.trigger
    ADD CONSTRAINT uq_trigger_plan_id_key UNIQUE (plan_id, key);
CREATE INDEX ix_agency_member_member_id ON public.agency_member USING btree (member_id);
CREATE INDEX ix_assignment_act_by ON public.assignment USING btree (act_by);
CREATE INDEX ix_assignment_agency_id ON public.assignment USING btree (agency_id);
CREATE INDEX ix_assignment_check_in_on ON public.assignment USING btree (check_in_on);
CREATE INDEX ix_assignment_due ON public.assignment USING btree (due);
CREATE INDEX ix_assignment_next_change_on ON public.assignment USING btree (next_change_on);
CREATE INDEX ix_assignment_scheduled_on ON public.assignment USING btree (scheduled_on);
CREATE INDEX ix_event_assignment_id_id ON public.event USING btree (assignment_id, id);
CREATE INDEX ix_event_at ON public.event USING btree (at);
CREATE INDEX ix_event_plan_id ON public.event USING btree (plan_id);
CREATE INDEX ix_job_run_job_id ON public.job_run USING btree (job, id);
CREATE INDEX ix_job_run_started_at ON public.job_run USING btree (started_at);
CREATE INDEX ix_letter_state_not_before ON public.letter USING btree (state, not_before);
CREATE INDEX ix_notice_assignment_id ON public.notice USING btree (assignment_id);
CREATE INDEX ix_notice_claim ON public.notice USING btree (state, channel, not_before, recipient);
CREATE INDEX ix_notice_lease ON public.notice USING btree (lease_token, recipient) WHERE (lease_token IS NOT NULL);
CREATE INDEX ix_notice_queued ON public.notice USING btree (state, channel, recipient) WHERE ((state)::text = 'queued'::text);
CREATE INDEX ix_occurrence_alternative_id ON public.occurrence USING btree (alternative_id);
CREATE INDEX ix_occurrence_trigger_id ON public.occurrence USING btree (trigger_id);
CREATE INDEX ix_task_agency_agency_id ON public.task_agency USING btree (agency_id);
CREATE INDEX ix_task_kind ON public.task USING btree (kind);
CREATE INDEX ix_task_laid_out_until ON public.task USING btree (laid_out_until);
CREATE TRIGGER event_no_change BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER seal_no_change BEFORE DELETE OR UPDATE ON public.seal FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER seal_no_truncate BEFORE TRUNCATE ON public.seal FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ONLY public.agency_alias
    ADD CONSTRAINT fk_agency_alias_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);
ALTER TABLE ONLY public.agency_member
    ADD CONSTRAINT fk_agency_member_group_id_agency FOREIGN KEY (group_id) REFERENCES public.agency(id);
ALTER TABLE ONLY public.agency_member
    ADD CONSTRAINT fk_agency_member_member_id_agency FOREIGN KEY (member_id) REFERENCES public.agency(id);
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT fk_assignment_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT fk_assignment_occurrence_id_occurrence FOREIGN KEY (occurrence_id) REFERENCES public.occurrence(id);
ALTER TABLE ONLY public.contact
    ADD CONSTRAINT fk_contact_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);
ALTER TABLE ONLY public.contact
    ADD CONSTRAINT fk_contact_stand_in_id_contact FOREIGN KEY (stand_in_id) REFERENCES public.contact(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_assignment_id_assignment FOREIGN KEY (assignment_id) REFERENCES public.assignment(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_plan_id_plan FOREIGN KEY (plan_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_trigger_id_trigger FOREIGN KEY (trigger_id) REFERENCES public.trigger(id);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT fk_feed_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT fk_feed_plan_id_plan FOREIGN KEY (plan_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.letter
    ADD CONSTRAINT fk_letter_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT fk_notice_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT fk_notice_assignment_id_assignment FOREIGN KEY (assignment_id) REFERENCES public.assignment(id);
ALTER TABLE ONLY public.occurrence
    ADD CONSTRAINT fk_occurrence_alternative_id_trigger FOREIGN KEY (alternative_id) REFERENCES public.trigger(id);
ALTER TABLE ONLY public.occurrence
    ADD CONSTRAINT fk_occurrence_task_id_task FOREIGN KEY (task_id) REFERENCES public.task(id);
ALTER TABLE ONLY public.occurrence
    ADD CONSTRAINT fk_occurrence_trigger_id_trigger FOREIGN KEY (trigger_id) REFERENCES public.trigger(id);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT fk_plan_coordinator_id_agency FOREIGN KEY (coordinator_id) REFERENCES public.agency(id);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT fk_plan_superseded_by_id_plan FOREIGN KEY (superseded_by_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.rendered_event
    ADD CONSTRAINT fk_rendered_event_assignment_id_assignment FOREIGN KEY (assignment_id) REFERENCES public.assignment(id);
ALTER TABLE ONLY public.task_agency
    ADD CONSTRAINT fk_task_agency_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);
ALTER TABLE ONLY public.task_agency
    ADD CONSTRAINT fk_task_agency_task_id_task FOREIGN KEY (task_id) REFERENCES public.task(id);
ALTER TABLE ONLY public.task
    ADD CONSTRAINT fk_task_plan_id_plan FOREIGN KEY (plan_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.trigger
    ADD CONSTRAINT fk_trigger_plan_id_plan FOREIGN KEY (plan_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.trigger
    ADD CONSTRAINT fk_trigger_watcher_id_agency FOREIGN KEY (watcher_id) REFERENCES public.agency(id);
