"""Builds out of one machine: the same jobs on the workers of a dask.distributed cluster.

Files go to the workers by their content, PDFs come back; no disk is shared. This side, which has
the project, connects, ships and writes; on a worker each job is made in a process of its own.
"""
