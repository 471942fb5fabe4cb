/** Data sets in the store: how they are packed, pushed, named, found and fetched. */
package dev.baton.common.dataset;
