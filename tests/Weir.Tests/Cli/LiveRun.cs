using Weir.Cli;
using Weir.Platform;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Cli;

/// <summary>A command line that runs beside the test, as one in a terminal that nobody has interrupted yet.</summary>
internal sealed class LiveRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-live-").FullName;
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly FileStream _output;
    private readonly CommandContext _context;
    private readonly Task<int> _run;

    /// <summary>Begins <c>weir ARGS</c>.</summary>
    public LiveRun(params string[] args)
        : this(Repository.Root, args)
    {
    }

    private LiveRun(string root, string[] args)
    {
        _output = new FileStream(Path.Combine(_folder, "out"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _context = new CommandContext(_output, TextWriter.Synchronized(_error), MachineClock.Instance, root);
        _run = Task.Factory.StartNew(() => Weir.Cli.CommandLine.RunAsync(args, _context), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Begins <c>weir ARGS</c> in a folder.</summary>
    public static LiveRun In(string root, params string[] args) => new(root, args);

    /// <summary>What it has printed and written out so far.</summary>
    public string Out
    {
        get
        {
            using var reader = new StreamReader(_output.Name, new FileStreamOptions { Share = FileShare.ReadWrite });
            return reader.ReadToEnd();
        }
    }

    /// <summary>Bytes that it has printed and written out so far.</summary>
    public long Written => new FileInfo(_output.Name).Length;

    /// <summary>Waits until the output fulfils <paramref name="condition"/>.</summary>
    public async Task UntilAsync(Func<string, bool> condition)
    {
        long begin = MachineClock.Instance.GetTimestamp();
        while (!condition(Out))
        {
            if (_run.IsCompleted) { throw new InvalidOperationException($"it ended with {await _run}: {_error}\n{Out}"); }
            if (MachineClock.Instance.GetElapsedTime(begin) > Patience) { throw new TimeoutException($"the output stayed at:\n{Out}"); }
            await Task.Delay(20);
        }
    }

    /// <summary>Interrupts it and gives what it left.</summary>
    public async Task<CliRun> InterruptAsync()
    {
        _context.Interrupt();
        int code = await _run.WaitAsync(Patience);
        byte[] bytes = File.ReadAllBytes(_output.Name);
        return new CliRun(code, System.Text.Encoding.UTF8.GetString(bytes), _error.ToString(), bytes);
    }

    public void Dispose()
    {
        _context.Dispose();
        _output.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
