// ical.js, the parser of Thunderbird and Nextcloud.
import ICAL from "ical.js";

const minutes = (alarm) => -alarm.getFirstPropertyValue("trigger").toSeconds() / 60;

const seen = (component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: event.startDate.toString(),
    end: event.endDate.toString(),
    summary: event.summary,
    description: event.description,
    status: component.getFirstPropertyValue("status"),
    alarms: component.getAllSubcomponents("valarm").map(minutes),
  };
};

const all = [];
for (const url of process.argv.slice(2)) {
  const answer = await fetch(url);
  const calendar = new ICAL.Component(ICAL.parse(await answer.text()));
  all.push(calendar.getAllSubcomponents("vevent").map(seen));
}
process.stdout.write(JSON.stringify(all));
