// node-ical, as in dashboards and magic mirrors.
import ical from "node-ical";

const day = (moment) =>
  [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
const text = (value) => (value && typeof value === "object" ? value.val : value);
const minutes = (alarm) => {
  const parts = /^-P(?:(\d+)D)?(?:T(\d+)H)?$/.exec(alarm.trigger);
  return Number(parts[1] ?? 0) * 1440 + Number(parts[2] ?? 0) * 60;
};

const seen = (event) => ({
  uid: event.uid,
  start: day(event.start),
  end: day(event.end),
  summary: text(event.summary),
  description: text(event.description),
  status: event.status,
  alarms: (event.alarms ?? []).map(minutes),
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
