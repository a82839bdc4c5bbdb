namespace Weir.Wire.OpenFlow;

/// <summary>What a multipart message asks for or tells (openflow-1.3 A.3.5). OpenFlow 1.0 calls them statistics and has the first six.</summary>
public enum MultipartKind : ushort
{
    /// <summary>Who made the switch.</summary>
    Description = 0,
    /// <summary>Flow entries, each.</summary>
    Flow = 1,
    /// <summary>Flow entries, added up.</summary>
    Aggregate = 2,
    /// <summary>Tables.</summary>
    Table = 3,
    /// <summary>Counters of ports.</summary>
    Port = 4,
    /// <summary>Counters of queues.</summary>
    Queue = 5,
    /// <summary>Counters of groups.</summary>
    Group = 6,
    /// <summary>Groups and their buckets.</summary>
    GroupDescription = 7,
    /// <summary>What groups can do.</summary>
    GroupFeatures = 8,
    /// <summary>Counters of meters.</summary>
    Meter = 9,
    /// <summary>Meters and their bands.</summary>
    MeterConfig = 10,
    /// <summary>What meters can do.</summary>
    MeterFeatures = 11,
    /// <summary>What tables can do.</summary>
    TableFeatures = 12,
    /// <summary>Ports.</summary>
    PortDescription = 13,
    /// <summary>A vendor's.</summary>
    Experimenter = 0xffff,
}
