/**
 * For those who write a trainer: tests of the promise that it has to keep. They need nothing but
 * JUnit, and are published as the test jar of this module.
 */
package dev.baton.worker.contract;
