using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// A program that this process started, in namespaces and a control group of choice, leader of its own session. It is known to the kernel by a descriptor (pidfd), and its number is used only
/// while it is not waited for, so no signal can reach a stranger. Safe for several threads.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    private const int TerminateSignal = 15;
    private const int KillSignal = 9;
    private const int StopSignal = 19;
    private const int ContinueSignal = 18;

    private readonly Lock _gate = new(); // _reaped
    private readonly TaskCompletionSource<ChildExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _killGroupAtExit;
    private bool _reaped;

    internal ChildProcess(int id, SafeFileHandle pidfd, Stream? input, bool killGroupAtExit)
    {
        Id = id;
        File = pidfd;
        Input = input;
        _killGroupAtExit = killGroupAtExit;
    }

    /// <summary>Its number as this process sees it; also the number of its process group and session.</summary>
    public int Id { get; }

    /// <summary>Where to write its standard input, if that was asked for. Closing it is the end of input.</summary>
    public Stream? Input { get; }

    /// <summary>Ends when it has ended and its output up to then was handed on.</summary>
    public Task<ChildExit> Exit => _exit.Task;

    /// <summary>True when it has ended.</summary>
    public bool HasExited => _exit.Task.IsCompleted;

    internal SafeFileHandle File { get; }

    /// <summary>Starts a program.</summary>
    /// <exception cref="WeirException">There is no such program (exit code 2), or it cannot be started.</exception>
    public static ChildProcess Start(ChildOptions options) => ChildLauncher.Start(options);

    /// <summary>Sends a signal to its process group; false when it has ended.</summary>
    public bool Signal(int signal)
    {
        lock (_gate) { return !_reaped && LinuxCalls.Kill(-Id, signal) == 0; }
    }

    /// <summary>Sends a signal to it alone; false when it has ended.</summary>
    public bool SignalLeader(int signal)
    {
        lock (_gate) { return !_reaped && LinuxCalls.SystemCall(LinuxCalls.CallPidfdSendSignal, File.DangerousGetHandle(), signal, 0, 0) == 0; }
    }

    /// <summary>Asks its process group to end (SIGTERM); false when it has ended.</summary>
    public bool Terminate() => Signal(TerminateSignal);

    /// <summary>Ends its process group (SIGKILL); false when it has ended.</summary>
    public bool Kill() => Signal(KillSignal);

    /// <summary>Stops its process group until <see cref="Resume"/>; false when it has ended.</summary>
    public bool Pause() => Signal(StopSignal);

    /// <summary>Lets its process group go on; false when it has ended.</summary>
    public bool Resume() => Signal(ContinueSignal);

    /// <summary>What it has used until now; null when it has ended.</summary>
    public ChildUsage? Usage()
    {
        lock (_gate)
        {
            // While it is not waited for, the number is its own.
            return _reaped ? null : ReadUsage();
        }
    }

    /// <summary>Ends its process group and closes its input. What it leaves is still waited for in the background.</summary>
    public void Dispose()
    {
        Kill();
        Input?.Dispose();
    }

    /// <summary>Waits for it, now that the kernel said that it ended. False when it has not. One that was waited for elsewhere has ended too (<see cref="ChildExit.Unknown"/>).</summary>
    internal unsafe bool TryReap(out ChildExit exit)
    {
        exit = default;
        lock (_gate)
        {
            if (_reaped) { return false; }
            // As long as nobody has waited for it its number belongs to it, and so the number of the group.
            if (_killGroupAtExit && LinuxCalls.SystemCall(LinuxCalls.CallPidfdSendSignal, File.DangerousGetHandle(), 0, 0, 0) == 0) { _ = LinuxCalls.Kill(-Id, KillSignal); }

            // Safe: the buffer has the size of struct rusage, whose first five numbers are two times and the peak of memory in KiB.
            long* usage = stackalloc long[LinuxCalls.ResourceUsage / sizeof(long)];
            int status;
            int waited = LinuxCalls.Wait(Id, &status, LinuxCalls.WaitNoHang, usage);
            if (waited < 0 && LinuxCalls.LastError == LinuxCalls.ErrorNoChild)
            {
                _reaped = true;
                exit = ChildExit.Unknown;
                return true;
            }

            if (waited != Id) { return false; }
            _reaped = true;
            int signal = status & 0x7f;
            exit = new ChildExit(signal == 0 ? (status >> 8) & 0xff : 128 + signal, signal, Time(usage[0], usage[1]), Time(usage[2], usage[3]), usage[4] * 1024);
        }

        return true;
    }

    internal void Complete(ChildExit exit)
    {
        File.Dispose();
        _exit.TrySetResult(exit);
    }

    private ChildUsage? ReadUsage()
    {
        if (ProcessStat.Read(Id) is not { } stat) { return null; }
        try
        {
            long delay = 0;
            foreach (string task in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/task")))
            {
                string path = $"{task}/schedstat";
                if (!System.IO.File.Exists(path)) { continue; }
                string[] times = System.IO.File.ReadAllText(path).Split(' ');
                if (times.Length >= 2) { delay += long.Parse(times[1], CultureInfo.InvariantCulture); }
            }

            return new ChildUsage(stat.User, stat.System, stat.ResidentBytes, stat.Threads, TimeSpan.FromTicks(delay / TimeSpan.NanosecondsPerTick));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // It ended, or one of its threads did, while it was looked at.
            return null;
        }
    }

    private static TimeSpan Time(long seconds, long microseconds) => TimeSpan.FromTicks((seconds * TimeSpan.TicksPerSecond) + (microseconds * TimeSpan.TicksPerMicrosecond));
}
