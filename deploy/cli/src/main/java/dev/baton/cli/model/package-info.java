/** Commands about models and their weights. */
package dev.baton.cli.model;
