"""The JD router protocol, without a transport."""
