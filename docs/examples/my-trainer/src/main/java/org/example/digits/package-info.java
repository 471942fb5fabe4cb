/** A trainer outside Baton: tells drawn digits apart. */
package org.example.digits;
