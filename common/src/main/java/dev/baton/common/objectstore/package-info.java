/** What Baton needs of an object store, and no more. */
package dev.baton.common.objectstore;
