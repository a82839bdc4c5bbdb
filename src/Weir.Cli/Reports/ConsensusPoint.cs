using Weir.Consensus;

namespace Weir.Cli.Reports;

/// <summary>What one point gave: the monitor's report, and the balance of its path.</summary>
internal sealed record ConsensusPoint(ConsensusReport Report, Balance Balance);
