using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <content>Entries of the tables, groups and ports: what controllers change, and what time takes away.</content>
internal sealed partial class OpenFlowSwitch
{
    private const int MostGroups = 1024;
    private const ushort GroupAdd = 0, GroupModify = 1, GroupDelete = 2;
    private const uint AllGroups = 0xffff_fffc, MaxGroup = 0xffff_ff00;
    private const byte IdleTimeout = 0, HardTimeout = 1, Deleted = 2, GroupDeleted = 3, MeterDeleted = 4;

    /// <summary>Adds, changes or deletes entries.</summary>
    internal Refusal? Do(FlowMod message, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        bool deletes = message.Command is FlowModCommand.Delete or FlowModCommand.DeleteStrict;
        if (is13 && message.Table >= Pipeline.TableCount && !(deletes && message.Table == FlowMod.AllTables)) { return Refusal.BadTable; }
        if (!MatchKeys.TryCompile(message.Match, version, out FlowKey key, out FlowKey mask)) { return Refusal.BadField(version); }
        if (!deletes && Check(message.Instructions, is13 ? message.Table : (byte)0, version) is { } refusal) { return refusal; }
        FlowTable table = _pipeline.Tables[is13 && message.Table < Pipeline.TableCount ? message.Table : 0];
        switch (message.Command)
        {
            case FlowModCommand.Add: return Add(message, version, table, key, mask);
            case FlowModCommand.Modify or FlowModCommand.ModifyStrict:
                FlowRule[] touched = [.. Selected(table, message, key, mask, version, message.Command == FlowModCommand.ModifyStrict)];
                foreach (FlowRule rule in touched)
                {
                    rule.Instructions = message.Instructions;
                    if (!is13) { rule.Cookie = message.Cookie; }
                    _cache.RemoveOf(rule);
                }

                // In OpenFlow 1.0 a change of what is not there adds it (4.6).
                if (touched.Length == 0 && !is13) { return Add(message, version, table, key, mask); }
                return UseBuffer(message);
            case FlowModCommand.Delete or FlowModCommand.DeleteStrict:
                IEnumerable<FlowTable> tables = is13 && message.Table == FlowMod.AllTables ? _pipeline.Tables : [table];
                foreach (FlowRule rule in tables.SelectMany(one => Selected(one, message, key, mask, version, message.Command == FlowModCommand.DeleteStrict)).ToArray()) { Remove(rule, Deleted); }
                return null;
            default: return Refusal.BadCommand(version);
        }
    }

    /// <summary>Adds, changes or deletes a group.</summary>
    internal Refusal? Do(GroupMod message)
    {
        switch (message.Command)
        {
            case GroupAdd or GroupModify:
                bool there = _pipeline.Groups.ContainsKey(message.Group);
                if (message.Command == GroupAdd && there) { return Refusal.GroupExists; }
                if (message.Command == GroupModify && !there) { return Refusal.UnknownGroup; }
                if (message.Group > MaxGroup || message.GroupType > SwitchGroup.FastFailover || (message.GroupType == SwitchGroup.Indirect && message.Buckets.Count != 1)) { return Refusal.InvalidGroup; }
                if (_pipeline.Groups.Count >= MostGroups && !there) { return Refusal.GroupTableFull; }
                foreach (GroupBucket bucket in message.Buckets)
                {
                    if (Check(bucket.Actions, OpenFlowVersion.OpenFlow13) is { } refusal) { return refusal; }
                }

                _pipeline.Groups[message.Group] = new SwitchGroup(message.Group, message.GroupType, message.Buckets, _time.GetTimestamp());
                break;
            case GroupDelete:
                foreach (uint number in message.Group == AllGroups ? [.. _pipeline.Groups.Keys] : new[] { message.Group })
                {
                    if (!_pipeline.Groups.Remove(number)) { continue; }
                    foreach (FlowRule rule in _pipeline.Tables.SelectMany(one => one.Rules).Where(one => one.LeadsTo(number)).ToArray()) { Remove(rule, GroupDeleted); }
                }

                break;
            default: return new Refusal(6, 11);
        }

        foreach (FlowRule rule in _pipeline.Tables.SelectMany(one => one.Rules).Where(one => one.Instructions.OfType<ActionsInstruction>().SelectMany(i => i.Actions).Any(a => a is TagAction { Kind: TagActionKind.Group }))) { _cache.RemoveOf(rule); }
        return null;
    }

    /// <summary>Adds, changes or deletes a meter. The entries of one that goes go with it (openflow-1.3 6.5).</summary>
    internal Refusal? Do(MeterMod message)
    {
        if (_pipeline.Meters.Do(message, out IReadOnlyList<SwitchMeter> gone) is { } refusal) { return refusal; }
        foreach (SwitchMeter meter in gone)
        {
            foreach (FlowRule rule in _pipeline.Tables.SelectMany(one => one.Rules).Where(one => one.Meter == meter.Number).ToArray()) { Remove(rule, MeterDeleted); }
        }

        return null;
    }

    /// <summary>Changes what a port is set to.</summary>
    internal Refusal? Do(PortMod message, OpenFlowVersion version)
    {
        if (!_pipeline.Ports.TryGetValue(message.Port, out SwitchPort? port)) { return Refusal.UnknownPort(version); }
        uint config = (port.Config & ~message.Mask) | (message.Config & message.Mask);
        if (config == port.Config) { return null; }
        port.Config = config;
        _cache.Clear();
        Tell(new PortStatus(PortStatus.Modified, port.Describe(version)), port);
        return null;
    }

    private static IEnumerable<FlowRule> Selected(FlowTable table, FlowMod message, FlowKey key, FlowKey mask, OpenFlowVersion version, bool strict)
    {
        IEnumerable<FlowRule> rules = strict ? table.Find(in key, in mask, message.Priority) is { } one ? [one] : [] : table.Within(key, mask);
        bool deletes = message.Command is FlowModCommand.Delete or FlowModCommand.DeleteStrict;
        return rules.Where(rule => (version == OpenFlowVersion.OpenFlow10 || (rule.Cookie & message.CookieMask) == (message.Cookie & message.CookieMask))
            && (!deletes || (rule.OutputsTo(message.OutPort) && rule.LeadsTo(version == OpenFlowVersion.OpenFlow13 ? message.OutGroup : OpenFlowPorts.Any))));
    }

    private Refusal? Add(FlowMod message, OpenFlowVersion version, FlowTable table, FlowKey key, FlowKey mask)
    {
        FlowRule? old = table.Find(in key, in mask, message.Priority);
        if ((message.Flags & FlowMod.CheckOverlap) != 0 && old is null && table.Overlaps(key, mask, message.Priority)) { return Refusal.Overlap(version); }
        if (old is null && table.Count >= FlowTable.Capacity) { return Refusal.TableFull(version); }
        if (old is not null)
        {
            _cache.RemoveOf(old);
            table.Remove(old);
        }

        long now = _time.GetTimestamp();
        var rule = new FlowRule
        {
            Match = message.Match, Key = key, Mask = mask, Table = version == OpenFlowVersion.OpenFlow13 ? message.Table : (byte)0, Priority = message.Priority, Cookie = message.Cookie, IdleTimeout = message.IdleTimeout,
            HardTimeout = message.HardTimeout, Flags = message.Flags, Instructions = message.Instructions, Added = now, Used = now,
        };
        table.Add(rule);
        _cache.RemoveFor(rule);
        return UseBuffer(message);
    }

    private Refusal? UseBuffer(FlowMod message)
    {
        if (message.BufferId == PacketIn.NoBuffer) { return null; }
        if (!_buffers.TryTake(message.BufferId, _frame, out uint port)) { return Refusal.BufferEmpty; }
        Follow(port, mayAsk: true);
        return null;
    }

    private void Remove(FlowRule rule, byte reason)
    {
        _cache.RemoveOf(rule);
        _pipeline.Tables[rule.Table].Remove(rule);
        if ((rule.Flags & FlowMod.SendFlowRemoved) == 0) { return; }
        (uint seconds, uint nanoseconds) = Age(rule.Added);
        var message = new FlowRemoved
        {
            Match = rule.Match, Cookie = rule.Cookie, Priority = rule.Priority, Reason = reason, Table = rule.Table, Seconds = seconds, Nanoseconds = nanoseconds, IdleTimeout = rule.IdleTimeout, HardTimeout = rule.HardTimeout,
            Packets = rule.Packets, Bytes = rule.Bytes,
        };
        foreach (OpenFlowSession session in _sessions.Where(one => one.TakesEvents)) { session.Send(message); }
    }

    // Only those that go are gathered: a list of all, twice a second, would be large enough to bring the garbage collector to look at everything.
    private void Expire()
    {
        long now = _time.GetTimestamp();
        List<(FlowRule Rule, byte Reason)> over = [];
        foreach (FlowTable table in _pipeline.Tables)
        {
            foreach (FlowRule rule in table.Rules)
            {
                if (rule.HardTimeout > 0 && _time.GetElapsedTime(rule.Added, now) >= TimeSpan.FromSeconds(rule.HardTimeout)) { over.Add((rule, HardTimeout)); }
                else if (rule.IdleTimeout > 0 && _time.GetElapsedTime(rule.Used, now) >= TimeSpan.FromSeconds(rule.IdleTimeout)) { over.Add((rule, IdleTimeout)); }
            }
        }

        foreach ((FlowRule rule, byte reason) in over) { Remove(rule, reason); }
    }

    private (uint Seconds, uint Nanoseconds) Age(long since)
    {
        TimeSpan age = _time.GetElapsedTime(since);
        return ((uint)age.TotalSeconds, (uint)(age.Ticks % TimeSpan.TicksPerSecond * 100));
    }

    private Refusal? Check(IReadOnlyList<FlowInstruction> instructions, byte table, OpenFlowVersion version)
    {
        foreach (FlowInstruction instruction in instructions)
        {
            Refusal? refusal = instruction switch
            {
                ActionsInstruction actions => Check(actions.Actions, version),
                GotoTableInstruction to => to.Table > table && to.Table < Pipeline.TableCount ? null : Refusal.BadGoto,
                WriteMetadataInstruction => null,
                MeterInstruction to => _pipeline.Meters.Find(to.Meter) is null ? Refusal.InvalidMeter : null,
                _ => Refusal.BadInstruction,
            };
            if (refusal is not null) { return refusal; }
        }

        return null;
    }

    private Refusal? Check(IReadOnlyList<FlowAction> actions, OpenFlowVersion version)
    {
        foreach (FlowAction action in actions)
        {
            Refusal? refusal = action switch
            {
                OutputAction output => output.Port is 0 or (> OpenFlowPorts.Max and < OpenFlowPorts.InPort) or OpenFlowPorts.Any ? Refusal.BadPort : null,
                EnqueueAction or TagAction { Kind: TagActionKind.PopVlan or TagActionKind.SetQueue or TagActionKind.SetIpTtl or TagActionKind.DecrementIpTtl } => null,
                TagAction { Kind: TagActionKind.PushVlan } push => push.Number is FlowKeyReader.CustomerTag or FlowKeyReader.ProviderTag ? null : new Refusal(2, 5),
                TagAction { Kind: TagActionKind.Group } to => _pipeline.Groups.ContainsKey(to.Number) ? null : Refusal.BadOutGroup,
                SetFieldAction set => CheckSet(set.Field, version),
                _ => Refusal.BadAction,
            };
            if (refusal is not null) { return refusal; }
        }

        return null;
    }

    private static Refusal? CheckSet(MatchField field, OpenFlowVersion version)
    {
        FlowKey key = default, mask = default;
        bool settable = field.Field is not (OxmField.InPort or OxmField.InPhysicalPort or OxmField.Metadata or OxmField.EtherType or OxmField.IpProtocol or OxmField.ArpOperation or OxmField.IcmpType or OxmField.IcmpCode or OxmField.IcmpV6Type or OxmField.IcmpV6Code);
        return settable && MatchKeys.TryPlace(field, ref key, ref mask) ? null : Refusal.BadSetField(version);
    }
}
