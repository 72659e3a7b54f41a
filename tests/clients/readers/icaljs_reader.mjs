// ical.js, the parser of Thunderbird and Nextcloud.
import ICAL from "ical.js";

const VIETNAM = 7 * 3600;

const seen = (component) => {
  const event = new ICAL.Event(component);
  const midnight = (day) => Date.UTC(day.year, day.month - 1, day.day) / 1000 - VIETNAM;
  const start = midnight(event.startDate);
  const due = midnight(event.endDate) - 86400;
  const minutes = (alarm) => {
    const trigger = alarm.getFirstPropertyValue("trigger");
    return (due - (trigger instanceof ICAL.Duration ? start + trigger.toSeconds() : trigger.toUnixTime())) / 60;
  };
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
