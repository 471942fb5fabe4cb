/** A real browser for tests of the page. */
package dev.baton.scheduler.browser;
