using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Cli.Captures;

/// <summary>
/// One thread of <see cref="FlowWriters"/>. It alone opens and closes its files: the first so many stay open, the others are open for the moment of a write. What waits for it lies in blocks, of which there are so many and no more.
/// </summary>
internal sealed class FlowWriter : IDisposable
{
    // The thread is woken once for so many blocks: waking costs as much as writing a few.
    private const int BatchBlocks = (1 << 20) / FlowBlocks.Size;
    private const int BatchJobs = 1024;
    private const int BatchLimit = 64;
    private readonly FlowBlocks _blocks;
    private readonly BlockingCollection<Job[]> _batches = new(BatchLimit);
    private readonly AutoResetEvent _progress;
    private readonly HashSet<FlowFile> _opened = new(ReferenceEqualityComparer.Instance);
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private readonly List<Job> _batch = [];
    private readonly Thread _thread;
    private int _handleLimit;
    private int _batched;
    private int _pending;
    private volatile ExceptionDispatchInfo? _fault;

    /// <summary>Starts the thread.</summary>
    /// <param name="blocks">Where written blocks go back to.</param>
    /// <param name="progress">Set each time that something was written.</param>
    /// <param name="handleLimit">Files that it holds open.</param>
    public FlowWriter(FlowBlocks blocks, AutoResetEvent progress, int handleLimit)
    {
        (_blocks, _progress, _handleLimit) = (blocks, progress, handleLimit);
        _thread = new Thread(Work) { IsBackground = true, Name = "flow files" };
        _thread.Start();
    }

    /// <summary>True while something that was handed over is not written.</summary>
    public bool IsBusy => _batch.Count > 0 || Volatile.Read(ref _pending) > 0;

    /// <summary>Hands over bytes for the end of a file, whose blocks go back when they are written. With <paramref name="ends"/> no more follow.</summary>
    /// <exception cref="IOException">Something that was handed over before could not be written, for the reason that it says; other exceptions of files likewise.</exception>
    public void Write(FlowFile file, in FlowChain chain, bool ends)
    {
        _fault?.Throw();
        _batch.Add(new Job(file, chain, ends));
        _batched += chain.Blocks;
        if (_batched >= BatchBlocks || _batch.Count == BatchJobs) { Send(); }
    }

    /// <summary>Lets the thread begin with all that was handed over.</summary>
    public void Send()
    {
        if (_batch.Count == 0) { return; }
        Interlocked.Increment(ref _pending);
        _batches.Add([.. _batch]);
        _batch.Clear();
        _batched = 0;
    }

    /// <summary>Throws what kept something from being written.</summary>
    /// <exception cref="IOException">As for <see cref="Write"/>.</exception>
    public void ThrowFault() => _fault?.Throw();

    /// <summary>Writes what was handed over, ends the thread and closes the files.</summary>
    public void Dispose()
    {
        Send();
        _batches.CompleteAdding();
        _thread.Join();
        foreach (FlowFile file in _opened) { file.Handle?.Dispose(); }
        _batches.Dispose();
    }

    private void Work()
    {
        foreach (Job[] batch in _batches.GetConsumingEnumerable())
        {
            foreach (Job job in batch) { TryDo(job); }
            Interlocked.Decrement(ref _pending);
            _progress.Set();
        }
    }

    private void TryDo(in Job job)
    {
        try
        {
            if (_fault is null) { Do(job); }
        }
#pragma warning disable CA1031 // The border of a thread: the fault is thrown where the next bytes are handed over.
        catch (Exception fault)
        {
            _fault = ExceptionDispatchInfo.Capture(fault);
        }
#pragma warning restore CA1031

        if (job.Chain.Blocks > 0) { _blocks.Return(job.Chain.First, job.Chain.Last, job.Chain.Blocks); }
    }

    private void Do(in Job job)
    {
        FlowFile file = job.File;
        if (job.Chain.Blocks > 0)
        {
            SafeFileHandle handle = file.Handle ?? Open(file);
            Append(file, handle, job.Chain);
            if (file.Handle is null)
            {
                if (_opened.Count < _handleLimit && !job.Ends) { Keep(file, handle); } else { handle.Dispose(); }
            }
        }

        if (job.Ends) { Close(file); }
    }

    private void Append(FlowFile file, SafeFileHandle handle, in FlowChain chain)
    {
        _parts.Clear();
        int block = chain.First;
        long size = chain.Fill;
        for (int left = chain.Blocks; left > 1; left--)
        {
            _parts.Add(_blocks[block]);
            size += FlowBlocks.Size;
            block = _blocks.After(block);
        }

        _parts.Add(_blocks[block][..chain.Fill]);
        RandomAccess.Write(handle, _parts, file.Offset);
        file.Offset += size;
    }

    private SafeFileHandle Open(FlowFile file)
    {
        try
        {
            return OpenNow(file);
        }
        catch (IOException) when (_opened.Count > 0)
        {
            // The process may have fewer open files than expected: none of ours stays open from now on.
            _handleLimit = 0;
            foreach (FlowFile other in _opened.ToArray()) { Close(other); }
            return OpenNow(file);
        }
    }

    private static SafeFileHandle OpenNow(FlowFile file)
    {
        if (file.Offset > 0) { return File.OpenHandle(file.Path, FileMode.Open, FileAccess.Write, FileShare.Read); }
        // Not cut to nothing: such a file is written to the disk before its close returns (ext4's auto_da_alloc), even when it is new.
        File.Delete(file.Path);
        return File.OpenHandle(file.Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    private void Keep(FlowFile file, SafeFileHandle handle)
    {
        file.Handle = handle;
        _opened.Add(file);
    }

    private void Close(FlowFile file)
    {
        file.Handle?.Dispose();
        file.Handle = null;
        _opened.Remove(file);
    }

    private readonly record struct Job(FlowFile File, FlowChain Chain, bool Ends);
}
