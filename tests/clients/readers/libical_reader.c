/* libical, under Evolution, GNOME Calendar and KOrganizer. Reads a calendar from standard input and prints one event a
   line, fields in hexadecimal between tabs: uid, start, end, summary, description, status, minutes of the alarms. */

#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *whole_input(void)
{
    size_t size = 0, room = 1 << 20;
    char *text = malloc(room + 1);
    size_t got;
    while ((got = fread(text + size, 1, room - size, stdin)) > 0) {
        size += got;
        if (size == room)
            text = realloc(text, (room *= 2) + 1);
    }
    text[size] = '\0';
    return text;
}

static void hex(const char *text)
{
    for (; text && *text; text++)
        printf("%02x", (unsigned char)*text);
    putchar('\t');
}

static void day(struct icaltimetype when)
{
    char text[16];
    snprintf(text, sizeof text, "%04d-%02d-%02d", when.year, when.month, when.day);
    hex(text);
}

/* Where a day begins in Vietnam, in seconds. */
static long midnight(struct icaltimetype when)
{
    return (long)icaltime_as_timet(when) - 7 * 3600;
}

static void event(icalcomponent *component)
{
    icalproperty *status = icalcomponent_get_first_property(component, ICAL_STATUS_PROPERTY);
    icalcomponent *alarm;

    hex(icalcomponent_get_uid(component));
    day(icalcomponent_get_dtstart(component));
    day(icalcomponent_get_dtend(component));
    hex(icalcomponent_get_summary(component));
    hex(icalcomponent_get_description(component));
    hex(status ? icalproperty_status_to_string(icalproperty_get_status(status)) : "");
    for (alarm = icalcomponent_get_first_component(component, ICAL_VALARM_COMPONENT); alarm;
         alarm = icalcomponent_get_next_component(component, ICAL_VALARM_COMPONENT)) {
        icalproperty *property = icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY);
        struct icaltriggertype trigger = icalproperty_get_trigger(property);
        long start = midnight(icalcomponent_get_dtstart(component));
        long due = midnight(icalcomponent_get_dtend(component)) - 86400;
        long rings = icaltime_is_null_time(trigger.time) ? start + icaldurationtype_as_int(trigger.duration)
                                                         : (long)icaltime_as_timet(trigger.time);
        printf("%ld ", (due - rings) / 60);
    }
    putchar('\n');
}

int main(void)
{
    icalcomponent *calendar = icalparser_parse_string(whole_input());
    icalcomponent *component;

    if (!calendar || icalcomponent_count_errors(calendar)) {
        fprintf(stderr, "libical: %d errors\n", calendar ? icalcomponent_count_errors(calendar) : -1);
        return 1;
    }
    for (component = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); component;
         component = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
        event(component);
    return 0;
}
