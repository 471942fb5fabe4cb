/**
 * What the scheduler answers; /api/openapi.yaml says it in full. `epoch` is everywhere the number of
 * epochs that are finished, `step` that of the steps done in the epoch after them. What is not known
 * is null; instants are ISO-8601.
 *
 * @typedef {"QUEUED" | "RUNNING" | "PAUSED" | "FINISHED" | "FAILED" | "CANCELLED"} Status
 *
 * @typedef {object} Job a row of /api/jobs
 * @property {string} job
 * @property {Status} status
 * @property {string} owner
 * @property {string} pool
 * @property {number} priority
 * @property {string} cfg
 * @property {number} epoch
 * @property {number} epochs
 * @property {number} step
 * @property {number | null} stepsPerEpoch
 * @property {number} progress 0 to 1
 * @property {number | null} map50
 * @property {number | null} map
 * @property {number | null} fitness
 * @property {number | null} loss
 * @property {number | null} imagesPerSecond
 * @property {string} worker
 * @property {number} attempts
 * @property {number} branch
 * @property {number | null} etaSeconds
 * @property {string} submittedAt
 * @property {string} heardAt
 * @property {string | null} why
 *
 * @typedef {object} Details what one job has beyond its row
 * @property {Record<string, unknown>} spec
 * @property {string} stateDigest
 * @property {number | null} learningRate
 * @property {number | null} uploadsInFlight
 * @property {string} commandLine
 *
 * @typedef {Job & Details} JobInFull
 *
 * @typedef {object} Step
 * @property {number} epoch
 * @property {number} step
 * @property {number | null} stepsPerEpoch
 * @property {Record<string, number>} losses running means of the epoch
 * @property {number | null} learningRate
 * @property {number | null} imagesPerSecond
 *
 * @typedef {object} Handover
 * @property {string} kind
 * @property {number} position in epochs
 * @property {string} fromWorker
 * @property {string | null} toWorker
 *
 * @typedef {object} Curves
 * @property {string[]} columns
 * @property {{epoch: number, metrics: Record<string, number>}[]} epochs counted from 1
 * @property {Handover[]} handovers
 * @property {{position: number, sequence: number}[]} checkpoints
 *
 * @typedef {object} Attempt
 * @property {string} attemptId
 * @property {string} worker
 * @property {number} token
 * @property {string} startedAt
 * @property {string | null} endedAt
 * @property {number} fromEpoch
 * @property {number} fromStep
 * @property {number | null} toEpoch
 * @property {number | null} toStep
 * @property {string} end
 * @property {string | null} detail
 * @property {number | null} takeoverMillis
 * @property {string | null} numerics
 *
 * @typedef {object} Checkpoint
 * @property {number} sequence
 * @property {number} epoch
 * @property {number} step
 * @property {string} at
 * @property {number} sizeBytes
 * @property {string} stateDigest
 * @property {number | null} fitness
 * @property {boolean} isNewest
 * @property {boolean} isBest
 * @property {"stored" | "deleted" | "damaged"} state
 *
 * @typedef {object} Happening
 * @property {string} job
 * @property {number} offset
 * @property {string} at
 * @property {string} kind
 * @property {string} text
 * @property {"info" | "good" | "warning" | "bad"} severity
 *
 * @typedef {object} Worker
 * @property {string} worker
 * @property {string} pool
 * @property {string} state
 * @property {string | null} job
 * @property {number | null} epoch
 * @property {number | null} step
 * @property {number | null} imagesPerSecond
 * @property {number | null} stepsPerSecond
 * @property {number | null} memoryBytes
 * @property {string} device
 * @property {string} host
 * @property {number} pid
 * @property {string} release
 * @property {string} lastSeenAt
 *
 * @typedef {object} Fleet
 * @property {string} release
 * @property {string} role
 * @property {Record<string, number>} counts of jobs by status
 * @property {{alive: number, busy: number, idle: number}} workers
 * @property {string[]} queue the first, in the order in which they are dispatched
 * @property {number} waiting how many there are
 * @property {string[]} owners
 * @property {string[]} pools
 * @property {boolean} storeReachable
 */

export {};
