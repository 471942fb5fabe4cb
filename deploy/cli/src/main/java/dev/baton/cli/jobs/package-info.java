/** Commands that submit, follow, steer and fetch jobs. */
package dev.baton.cli.jobs;
