// SPDX-License-Identifier: Apache-2.0
// What the event feed tells: CG_EVENT(NAME, "text").
CG_EVENT(VERSION_CREATED, "version.created")
CG_EVENT(NODE_CREATED, "node.created")
CG_EVENT(NODE_UPDATED, "node.updated")
CG_EVENT(NODE_DELETED, "node.deleted")
CG_EVENT(RELATIONSHIP_CREATED, "relationship.created")
CG_EVENT(RELATIONSHIP_UPDATED, "relationship.updated")
CG_EVENT(RELATIONSHIP_DELETED, "relationship.deleted")
CG_EVENT(TASK_PROGRESS, "task.progress")
