/** The shared way to Kafka: settings of its clients, topics and groups, reading along a topic. */
package dev.baton.common.kafka;
