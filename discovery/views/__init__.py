"""Discovery's pages."""

from discovery.views.analyses import (
    analyse_candidate,
    analyse_own,
    analysis_again,
    analysis_cancel,
    analysis_comparison,
    analysis_list,
    analysis_page,
    analysis_progress,
    analysis_retry,
    finding_idea,
    report_finding,
)
from discovery.views.board import delete_idea, idea_page, ideas_page, move_idea, new_idea
from discovery.views.discover import candidate_page, candidates_page, decide, make_idea
from discovery.views.importing import add_import, import_page, import_skipped, remove_import
from discovery.views.mine import my_channel_page
from discovery.views.pictures import picture
from discovery.views.saving import delete_view, rename_view, save_view
from discovery.views.supplying import (
    add_video,
    remove_video,
    sources_page,
    unwatch_licensed,
    watch_licensed,
)
from discovery.views.watching import (
    add_channel,
    delete_niche,
    follow_samples,
    new_niche,
    niche_page,
    niche_progress,
    remove_channel,
    restart_niche,
    scan_niche,
)

__all__ = [
    "add_channel",
    "add_import",
    "add_video",
    "analyse_candidate",
    "analyse_own",
    "analysis_again",
    "analysis_cancel",
    "analysis_comparison",
    "analysis_list",
    "analysis_page",
    "analysis_progress",
    "analysis_retry",
    "candidate_page",
    "candidates_page",
    "decide",
    "delete_idea",
    "delete_niche",
    "delete_view",
    "finding_idea",
    "follow_samples",
    "idea_page",
    "ideas_page",
    "import_page",
    "import_skipped",
    "make_idea",
    "move_idea",
    "my_channel_page",
    "new_idea",
    "new_niche",
    "niche_page",
    "niche_progress",
    "picture",
    "remove_channel",
    "remove_import",
    "remove_video",
    "rename_view",
    "report_finding",
    "restart_niche",
    "save_view",
    "scan_niche",
    "sources_page",
    "unwatch_licensed",
    "watch_licensed",
]
