using Weir.Platform;

namespace Weir.Cli.Captures;

/// <summary>
/// The threads that write what <see cref="FlowFiles"/> collects, so that sorting goes on while the kernel copies: two where there are several processors, as to write takes longer than to sort. Each has files of its own.
/// </summary>
internal sealed class FlowWriters : IDisposable
{
    private const int HandleLimit = 4096;
    private readonly AutoResetEvent _progress = new(initialState: false);
    private readonly FlowWriter[] _writers;

    /// <summary>Starts the threads.</summary>
    public FlowWriters(FlowBlocks blocks)
    {
        int count = Environment.ProcessorCount > 1 ? 2 : 1;
        // Half of what the process may open is left to the rest of it.
        int handles = Math.Min(HandleLimit, (DescriptorLimit.Read() ?? HandleLimit) / 2);
        _writers = [.. Enumerable.Range(0, count).Select(_ => new FlowWriter(blocks, _progress, handles / count))];
    }

    /// <summary>True while something that was handed over is not written.</summary>
    public bool IsBusy
    {
        get
        {
            foreach (FlowWriter writer in _writers)
            {
                if (writer.IsBusy) { return true; }
            }

            return false;
        }
    }

    /// <summary>Hands over bytes for the end of a file, whose blocks go back when they are written. With <paramref name="ends"/> no more follow.</summary>
    /// <exception cref="IOException">Something that was handed over before could not be written, for the reason that it says; other exceptions of files likewise.</exception>
    public void Write(FlowFile file, in FlowChain chain, bool ends) => _writers[file.Number % _writers.Length].Write(file, chain, ends);

    /// <summary>Waits until more has been written than at the last call.</summary>
    public void WaitForProgress()
    {
        foreach (FlowWriter writer in _writers) { writer.Send(); }
        _progress.WaitOne();
    }

    /// <summary>Waits until all is written.</summary>
    /// <exception cref="IOException">As for <see cref="Write"/>.</exception>
    public void Complete()
    {
        while (IsBusy) { WaitForProgress(); }
        foreach (FlowWriter writer in _writers) { writer.ThrowFault(); }
    }

    /// <summary>Writes what was handed over, ends the threads and closes the files.</summary>
    public void Dispose()
    {
        foreach (FlowWriter writer in _writers) { writer.Dispose(); }
        _progress.Dispose();
    }
}
