// node-ical, as in dashboards and magic mirrors.
import ical from "node-ical";

const day = (moment) =>
  [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
const text = (value) => (value && typeof value === "object" ? value.val : value);
const midnight = (moment) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) - 7 * 3600_000;
const minutes = (event, alarm) => {
  const due = midnight(event.end) - 86400_000;
  const trigger = String(text(alarm.trigger));
  const moment = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(trigger);
  if (moment) return (due - Date.UTC(moment[1], moment[2] - 1, ...moment.slice(3))) / 60_000;
  const parts = /^-P(?:(\d+)D)?(?:T(\d+)H)?$/.exec(trigger);
  const ahead = Number(parts[1] ?? 0) * 1440 + Number(parts[2] ?? 0) * 60;
  return (due - midnight(event.start)) / 60_000 + ahead;
};

const seen = (event) => ({
  uid: event.uid,
  start: day(event.start),
  end: day(event.end),
  summary: text(event.summary),
  description: text(event.description),
  status: event.status,
  alarms: (event.alarms ?? []).map((alarm) => minutes(event, alarm)),
});

const all = [];
for (const url of process.argv.slice(2)) {
  const found = await ical.async.fromURL(url);
  all.push(
    Object.values(found)
      .filter((item) => item.type === "VEVENT")
      .map(seen),
  );
}
process.stdout.write(JSON.stringify(all));
