"""The commands of calendars: files, addresses to subscribe to, servers to publish on."""
