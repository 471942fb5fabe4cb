/** One attempt: restore, train, checkpoint, report; and the interface of trainers. */
package dev.baton.worker.attempt;
