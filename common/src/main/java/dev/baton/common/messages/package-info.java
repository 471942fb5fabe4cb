/**
 * What crosses Kafka: sealed families of records, their JSON, and the reading of people's requests.
 */
package dev.baton.common.messages;
