BEGIN TRANSACTION;
CREATE TABLE agency (
	id INTEGER NOT NULL,
	code VARCHAR(120) NOT NULL,
	name VARCHAR(300) NOT NULL,
	kind VARCHAR(40) NOT NULL,
	is_group BOOLEAN NOT NULL,
	CONSTRAINT pk_agency PRIMARY KEY (id),
	CONSTRAINT uq_agency_code UNIQUE (code)
);
CREATE TABLE agency_alias (
	id INTEGER NOT NULL,
	agency_id INTEGER NOT NULL,
	spelling VARCHAR(300) NOT NULL,
	CONSTRAINT pk_agency_alias PRIMARY KEY (id),
	CONSTRAINT fk_agency_alias_agency_id_agency FOREIGN KEY(agency_id) REFERENCES agency (id),
	CONSTRAINT uq_agency_alias_agency_id_spelling UNIQUE (agency_id, spelling)
);
CREATE TABLE agency_member (
	group_id INTEGER NOT NULL,
	member_id INTEGER NOT NULL,
	left_on DATE,
	CONSTRAINT pk_agency_member PRIMARY KEY (group_id, member_id),
	CONSTRAINT fk_agency_member_group_id_agency FOREIGN KEY(group_id) REFERENCES agency (id),
	CONSTRAINT fk_agency_member_member_id_agency FOREIGN KEY(member_id) REFERENCES agency (id)
);
CREATE TABLE alarm (
	"key" VARCHAR(200) NOT NULL,
	text TEXT NOT NULL,
	raised_at DATETIME NOT NULL,
	told_at DATETIME,
	CONSTRAINT pk_alarm PRIMARY KEY ("key")
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0007');
CREATE TABLE assignment (
	id INTEGER NOT NULL,
	uid VARCHAR(36) NOT NULL,
	occurrence_id INTEGER NOT NULL,
	agency_id INTEGER NOT NULL,
	state VARCHAR(20) NOT NULL,
	opens DATE,
	due DATE,
	act_by DATE,
	soon_on DATE,
	timeliness VARCHAR(20) NOT NULL,
	next_change_on DATE,
	scheduled_on DATE NOT NULL,
	check_in_on DATE,
	extensions INTEGER NOT NULL,
	wished_due DATE,
	reported_on DATE,
	result TEXT NOT NULL,
	progress INTEGER NOT NULL,
	version INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	changed_at DATETIME NOT NULL,
	CONSTRAINT pk_assignment PRIMARY KEY (id),
	CONSTRAINT fk_assignment_agency_id_agency FOREIGN KEY(agency_id) REFERENCES agency (id),
	CONSTRAINT fk_assignment_occurrence_id_occurrence FOREIGN KEY(occurrence_id) REFERENCES occurrence (id),
	CONSTRAINT uq_assignment_occurrence_id_agency_id UNIQUE (occurrence_id, agency_id),
	CONSTRAINT uq_assignment_occurrence_id_uid UNIQUE (occurrence_id, uid)
);
CREATE TABLE channel (
	name VARCHAR(20) NOT NULL,
	failures INTEGER NOT NULL,
	open_until DATETIME,
	stopped BOOLEAN NOT NULL,
	why TEXT NOT NULL,
	next_slot DATETIME,
	CONSTRAINT pk_channel PRIMARY KEY (name)
);
CREATE TABLE "contact" (
	id INTEGER NOT NULL,
	agency_id INTEGER NOT NULL,
	role VARCHAR(20) NOT NULL,
	name VARCHAR(200) NOT NULL,
	channel VARCHAR(20) NOT NULL,
	address VARCHAR(320) NOT NULL,
	language VARCHAR(5) DEFAULT 'vi' NOT NULL,
	works_from TIME,
	works_until TIME,
	away_from DATE,
	away_until DATE,
	stand_in_id INTEGER,
	unsubscribed_at DATETIME,
	CONSTRAINT pk_contact PRIMARY KEY (id),
	CONSTRAINT fk_contact_agency_id_agency FOREIGN KEY(agency_id) REFERENCES agency (id),
	CONSTRAINT uq_contact_agency_id_role_address UNIQUE (agency_id, role, address),
	CONSTRAINT fk_contact_stand_in_id_contact FOREIGN KEY(stand_in_id) REFERENCES contact (id)
);
CREATE TABLE daily_run (
	job VARCHAR(40) NOT NULL,
	day DATE NOT NULL,
	CONSTRAINT pk_daily_run PRIMARY KEY (job)
);
CREATE TABLE event (
	id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	actor VARCHAR(120) NOT NULL,
	action VARCHAR(40) NOT NULL,
	plan_id INTEGER,
	trigger_id INTEGER,
	assignment_id INTEGER,
	"before" VARCHAR(20) NOT NULL,
	"after" VARCHAR(20) NOT NULL,
	reason TEXT NOT NULL,
	document TEXT NOT NULL,
	details JSON NOT NULL,
	CONSTRAINT pk_event PRIMARY KEY (id),
	CONSTRAINT fk_event_assignment_id_assignment FOREIGN KEY(assignment_id) REFERENCES assignment (id),
	CONSTRAINT fk_event_plan_id_plan FOREIGN KEY(plan_id) REFERENCES "plan" (id),
	CONSTRAINT fk_event_trigger_id_trigger FOREIGN KEY(trigger_id) REFERENCES "trigger" (id)
);
CREATE TABLE feed (
	id INTEGER NOT NULL,
	token_sha256 BLOB NOT NULL,
	hint VARCHAR(4) NOT NULL,
	scope VARCHAR(20) NOT NULL,
	role VARCHAR(20) NOT NULL,
	agency_id INTEGER,
	plan_id INTEGER,
	person VARCHAR(320) NOT NULL,
	holder VARCHAR(200) NOT NULL,
	label VARCHAR(200) NOT NULL,
	alarm VARCHAR(20) NOT NULL,
	span BOOLEAN NOT NULL,
	created_at DATETIME NOT NULL,
	fetched_at DATETIME,
	ended_at DATETIME,
	ending VARCHAR(20),
	version VARCHAR(64) NOT NULL,
	modified_at DATETIME NOT NULL,
	CONSTRAINT pk_feed PRIMARY KEY (id),
	CONSTRAINT fk_feed_agency_id_agency FOREIGN KEY(agency_id) REFERENCES agency (id),
	CONSTRAINT fk_feed_plan_id_plan FOREIGN KEY(plan_id) REFERENCES "plan" (id),
	CONSTRAINT uq_feed_token_sha256 UNIQUE (token_sha256)
);
CREATE TABLE job_run (
	id INTEGER NOT NULL,
	job VARCHAR(60) NOT NULL,
	day DATE NOT NULL,
	state VARCHAR(20) NOT NULL,
	started_at DATETIME NOT NULL,
	ended_at DATETIME,
	lease_until DATETIME NOT NULL,
	place VARCHAR(200) NOT NULL,
	pid INTEGER NOT NULL,
	told TEXT NOT NULL,
	CONSTRAINT pk_job_run PRIMARY KEY (id)
);
CREATE TABLE letter (
	id INTEGER NOT NULL,
	"key" VARCHAR(500) NOT NULL,
	kind VARCHAR(20) NOT NULL,
	subject_id INTEGER NOT NULL,
	day DATE NOT NULL,
	channel VARCHAR(20) NOT NULL,
	recipient VARCHAR(320) NOT NULL,
	recipient_name VARCHAR(200) NOT NULL,
	agency_id INTEGER NOT NULL,
	state VARCHAR(20) NOT NULL,
	queued_at DATETIME NOT NULL,
	not_before DATETIME NOT NULL,
	lease_token VARCHAR(36),
	lease_until DATETIME,
	attempts INTEGER NOT NULL,
	message_id VARCHAR(200) NOT NULL,
	outcome TEXT NOT NULL,
	settled_at DATETIME,
	CONSTRAINT pk_letter PRIMARY KEY (id),
	CONSTRAINT fk_letter_agency_id_agency FOREIGN KEY(agency_id) REFERENCES agency (id),
	CONSTRAINT uq_letter_key UNIQUE ("key")
);
CREATE TABLE log_cursor (
	reader VARCHAR(40) NOT NULL,
	line INTEGER NOT NULL,
	CONSTRAINT pk_log_cursor PRIMARY KEY (reader)
);
CREATE TABLE notice (
	id INTEGER NOT NULL,
	"key" VARCHAR(500) NOT NULL,
	assignment_id INTEGER NOT NULL,
	step VARCHAR(40) NOT NULL,
	due DATE NOT NULL,
	channel VARCHAR(20) NOT NULL,
	recipient VARCHAR(320) NOT NULL,
	recipient_name VARCHAR(200) NOT NULL,
	agency_id INTEGER NOT NULL,
	state VARCHAR(20) NOT NULL,
	queued_at DATETIME NOT NULL,
	not_before DATETIME NOT NULL,
	lease_token VARCHAR(36),
	lease_until DATETIME,
	attempts INTEGER NOT NULL,
	message_id VARCHAR(200) NOT NULL,
	outcome TEXT NOT NULL,
	settled_at DATETIME, urgent BOOLEAN DEFAULT 0 NOT NULL, doubts INTEGER DEFAULT 0 NOT NULL, note TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_notice PRIMARY KEY (id),
	CONSTRAINT fk_notice_agency_id_agency FOREIGN KEY(agency_id) REFERENCES agency (id),
	CONSTRAINT fk_notice_assignment_id_assignment FOREIGN KEY(assignment_id) REFERENCES assignment (id),
	CONSTRAINT uq_notice_key UNIQUE ("key")
);
CREATE TABLE occurrence (
	id INTEGER NOT NULL,
	task_id INTEGER NOT NULL,
	"key" VARCHAR(60) NOT NULL,
	opens DATE,
	due DATE,
	trigger_id INTEGER,
	alternative_id INTEGER,
	offset_count INTEGER,
	offset_unit VARCHAR(20),
	withdrawn_on DATE,
	CONSTRAINT pk_occurrence PRIMARY KEY (id),
	CONSTRAINT fk_occurrence_alternative_id_trigger FOREIGN KEY(alternative_id) REFERENCES "trigger" (id),
	CONSTRAINT fk_occurrence_task_id_task FOREIGN KEY(task_id) REFERENCES task (id),
	CONSTRAINT fk_occurrence_trigger_id_trigger FOREIGN KEY(trigger_id) REFERENCES "trigger" (id),
	CONSTRAINT uq_occurrence_task_id_key UNIQUE (task_id, "key")
);
CREATE TABLE "plan" (
	id INTEGER NOT NULL,
	number VARCHAR(60) NOT NULL,
	year INTEGER NOT NULL,
	kind VARCHAR(60) NOT NULL,
	issuer VARCHAR(300) NOT NULL,
	title TEXT NOT NULL,
	issued_on DATE NOT NULL,
	first_year INTEGER NOT NULL,
	last_year INTEGER NOT NULL,
	signer VARCHAR(200) NOT NULL,
	coordinator_id INTEGER,
	report_cycle TEXT NOT NULL,
	superseded_by_id INTEGER,
	source_name VARCHAR(300) NOT NULL,
	source_sha256 VARCHAR(64) NOT NULL,
	imported_at DATETIME NOT NULL,
	CONSTRAINT pk_plan PRIMARY KEY (id),
	CONSTRAINT fk_plan_coordinator_id_agency FOREIGN KEY(coordinator_id) REFERENCES agency (id),
	CONSTRAINT fk_plan_superseded_by_id_plan FOREIGN KEY(superseded_by_id) REFERENCES "plan" (id),
	CONSTRAINT uq_plan_issuer_number_year UNIQUE (issuer, number, year)
);
CREATE TABLE rendered_event (
	assignment_id INTEGER NOT NULL,
	variant VARCHAR(40) NOT NULL,
	form VARCHAR(16) NOT NULL,
	revision INTEGER NOT NULL,
	content BLOB NOT NULL,
	CONSTRAINT pk_rendered_event PRIMARY KEY (assignment_id, variant),
	CONSTRAINT fk_rendered_event_assignment_id_assignment FOREIGN KEY(assignment_id) REFERENCES assignment (id)
);
CREATE TABLE seal (
	number INTEGER NOT NULL,
	first INTEGER NOT NULL,
	last INTEGER NOT NULL,
	count INTEGER NOT NULL,
	marks BLOB NOT NULL,
	previous VARCHAR(64) NOT NULL,
	at DATETIME NOT NULL,
	digest VARCHAR(64) NOT NULL,
	CONSTRAINT pk_seal PRIMARY KEY (number)
);
CREATE TABLE shard (
	day DATE NOT NULL,
	job VARCHAR(40) NOT NULL,
	number INTEGER NOT NULL,
	first INTEGER NOT NULL,
	last INTEGER,
	done_at DATETIME,
	changes INTEGER NOT NULL,
	worker VARCHAR(200) NOT NULL,
	CONSTRAINT pk_shard PRIMARY KEY (day, job, number)
);
CREATE TABLE task (
	id INTEGER NOT NULL,
	plan_id INTEGER NOT NULL,
	"key" VARCHAR(120) NOT NULL,
	position INTEGER NOT NULL,
	origin VARCHAR(20) NOT NULL,
	appendix VARCHAR(20) NOT NULL,
	section_number VARCHAR(20) NOT NULL,
	section_title TEXT NOT NULL,
	number VARCHAR(20) NOT NULL,
	title TEXT NOT NULL,
	lead TEXT NOT NULL,
	cooperating TEXT NOT NULL,
	product TEXT NOT NULL,
	expression TEXT NOT NULL,
	note TEXT NOT NULL,
	quote TEXT NOT NULL,
	source_line INTEGER NOT NULL,
	inherited JSON NOT NULL,
	kind VARCHAR(20) NOT NULL,
	certainty VARCHAR(20) NOT NULL,
	explanation TEXT NOT NULL,
	resolution JSON NOT NULL,
	laid_out_until DATE,
	needs_review BOOLEAN NOT NULL,
	doubts JSON NOT NULL,
	corrections JSON NOT NULL,
	withdrawn_on DATE,
	CONSTRAINT pk_task PRIMARY KEY (id),
	CONSTRAINT fk_task_plan_id_plan FOREIGN KEY(plan_id) REFERENCES "plan" (id),
	CONSTRAINT uq_task_plan_id_key UNIQUE (plan_id, "key")
);
CREATE TABLE task_agency (
	task_id INTEGER NOT NULL,
	role VARCHAR(20) NOT NULL,
	position INTEGER NOT NULL,
	spelling TEXT NOT NULL,
	agency_id INTEGER,
	CONSTRAINT pk_task_agency PRIMARY KEY (task_id, role, position),
	CONSTRAINT fk_task_agency_agency_id_agency FOREIGN KEY(agency_id) REFERENCES agency (id),
	CONSTRAINT fk_task_agency_task_id_task FOREIGN KEY(task_id) REFERENCES task (id)
);
CREATE TABLE "trigger" (
	id INTEGER NOT NULL,
	plan_id INTEGER NOT NULL,
	"key" VARCHAR(500) NOT NULL,
	wording TEXT NOT NULL,
	waiting_since DATE NOT NULL,
	fired_on DATE,
	document TEXT NOT NULL,
	watcher_id INTEGER,
	CONSTRAINT pk_trigger PRIMARY KEY (id),
	CONSTRAINT uq_trigger_plan_id_key UNIQUE (plan_id, "key"),
	CONSTRAINT fk_trigger_plan_id_plan FOREIGN KEY(plan_id) REFERENCES "plan" (id),
	CONSTRAINT fk_trigger_watcher_id_agency FOREIGN KEY(watcher_id) REFERENCES agency (id)
);
CREATE TABLE zalo_account (
	account VARCHAR(60) NOT NULL,
	sealed TEXT NOT NULL,
	access_ends DATETIME NOT NULL,
	refresh_ends DATETIME NOT NULL,
	spent TEXT DEFAULT '' NOT NULL,
	lease_token VARCHAR(36),
	lease_until DATETIME,
	CONSTRAINT pk_zalo_account PRIMARY KEY (account)
);
CREATE INDEX ix_agency_member_member_id ON agency_member (member_id);
CREATE INDEX ix_task_kind ON task (kind);
CREATE INDEX ix_task_laid_out_until ON task (laid_out_until);
CREATE INDEX ix_occurrence_alternative_id ON occurrence (alternative_id);
CREATE INDEX ix_occurrence_trigger_id ON occurrence (trigger_id);
CREATE INDEX ix_task_agency_agency_id ON task_agency (agency_id);
CREATE INDEX ix_assignment_act_by ON assignment (act_by);
CREATE INDEX ix_assignment_agency_id ON assignment (agency_id);
CREATE INDEX ix_assignment_check_in_on ON assignment (check_in_on);
CREATE INDEX ix_assignment_due ON assignment (due);
CREATE INDEX ix_assignment_next_change_on ON assignment (next_change_on);
CREATE INDEX ix_assignment_scheduled_on ON assignment (scheduled_on);
CREATE INDEX ix_event_assignment_id_id ON event (assignment_id, id);
CREATE INDEX ix_event_at ON event (at);
CREATE INDEX ix_event_plan_id ON event (plan_id);
CREATE INDEX ix_notice_assignment_id ON notice (assignment_id);
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
            BEGIN SELECT RAISE(ABORT, 'table event is append-only: update refused'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
            BEGIN SELECT RAISE(ABORT, 'table event is append-only: delete refused'); END;
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
        WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'table event is append-only: replace refused'); END;
CREATE TRIGGER seal_no_update BEFORE UPDATE ON seal
            BEGIN SELECT RAISE(ABORT, 'table seal is append-only: update refused'); END;
CREATE TRIGGER seal_no_delete BEFORE DELETE ON seal
            BEGIN SELECT RAISE(ABORT, 'table seal is append-only: delete refused'); END;
CREATE TRIGGER seal_no_replace BEFORE INSERT ON seal
        WHEN EXISTS (SELECT 1 FROM seal WHERE number = NEW.number)
        BEGIN SELECT RAISE(ABORT, 'table seal is append-only: replace refused'); END;
CREATE INDEX ix_notice_claim ON notice (state, channel, not_before, recipient);
CREATE INDEX ix_notice_queued ON notice (state, channel, recipient) WHERE state = 'queued';
CREATE INDEX ix_notice_lease ON notice (lease_token, recipient) WHERE lease_token IS NOT NULL;
CREATE INDEX ix_job_run_job_id ON job_run (job, id);
CREATE INDEX ix_job_run_started_at ON job_run (started_at);
CREATE INDEX ix_letter_state_not_before ON letter (state, not_before);
COMMIT;
