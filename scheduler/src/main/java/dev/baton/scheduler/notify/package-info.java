/** Tells people and programs outside of the fleet that a job has ended. docs/webhook.md. */
package dev.baton.scheduler.notify;
