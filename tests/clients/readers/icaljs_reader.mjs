// ical.js, the parser of Thunderbird and Nextcloud.
import ICAL from "ical.js";

const answer = await fetch(process.argv[2]);
const calendar = new ICAL.Component(ICAL.parse(await answer.text()));

const minutes = (alarm) => -alarm.getFirstPropertyValue("trigger").toSeconds() / 60;

const seen = calendar.getAllSubcomponents("vevent").map((component) => {
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
});
process.stdout.write(JSON.stringify(seen));
