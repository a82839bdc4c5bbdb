namespace Weir.Running;

/// <content>The counters of switches beside the captures at their ports.</content>
public sealed partial class LabRun
{
    // As of the last flush at the end or, when they have ended, in all. Replaced as a whole: checks and requests read them meanwhile.
    private IReadOnlyList<PortAgreement> _ports = [];
    private IReadOnlyList<string> _silentSwitches = [];
    private volatile bool _capturesEnded;

    /// <summary>Compares what switches counted with what captures at their ports saw until now, or until the captures ended; none where no capture listens at a switch of OpenFlow.</summary>
    /// <exception cref="WeirException">The network does not stand any more.</exception>
    internal async Task<IReadOnlyList<PortAgreement>> ComparePortsAsync(CancellationToken cancellation)
    {
        if (_capturesEnded || _captures is not { } captures) { return _ports; }
        return await new PortReconciliation(Network, captures.Live).CompareAsync(() => captures.FlushAsync(cancellation), cancellation).ConfigureAwait(false);
    }

    // All that has passed is in the captures then, and counted.
    private async Task FlushCapturesAsync(CancellationToken cancellation)
    {
        if (_captures is { } captures) { await KeepPortsAsync(captures, () => captures.FlushAsync(cancellation), cancellation).ConfigureAwait(false); }
    }

    // What they and the switches have counted then is what stands.
    private async Task EndCapturesAsync(RunCaptures captures)
    {
        _capturesEnded = true;
        // A network that never came up has counted nothing.
        if (_network is not null && _counters is not null) { await KeepPortsAsync(captures, () => captures.DisposeAsync().AsTask(), CancellationToken.None).ConfigureAwait(false); }
        await captures.DisposeAsync().ConfigureAwait(false);
        captures.Judge(_trust);
        JudgePorts(_trust);
        if (_ports.Count > 0) { Write(Folder.Ports, json => PortAgreement.Write(json, _ports)); }
    }

    private async Task KeepPortsAsync(RunCaptures captures, Func<Task> look, CancellationToken cancellation)
    {
        var comparison = new PortReconciliation(Network, captures.Live);
        _ports = await comparison.CompareAsync(look, cancellation).ConfigureAwait(false);
        _silentSwitches = comparison.Faults;
    }

    private void JudgePorts(TrustJudge judge)
    {
        foreach (string fault in _silentSwitches) { judge.Add(fault); }
        foreach (PortAgreement one in _ports)
        {
            if (one.Difference is { } difference) { judge.Add(difference); }
        }
    }
}
