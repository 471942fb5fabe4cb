/**
 * The scheduler's HTTP interface and page. It is a reader like any other: what it shows comes from
 * Kafka's topics and the jobs' logs, what it is asked to do becomes a request on a topic, and
 * scheduling goes on whether it runs or not.
 */
package dev.baton.scheduler.api;
